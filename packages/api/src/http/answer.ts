import { createHash } from 'node:crypto';
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

/** Held in memory, and sent as one. */
export interface CompleteAnswer {
  /** One text, parts that are never joined into one long text, or bytes. */
  body: string | readonly string[] | Buffer;
  type: string;
  status?: number;
  headers?: Readonly<Record<string, string>>;
}

/** Too long to be held in memory: each reader gets the pieces as fast as it reads them. */
export interface PiecedAnswer {
  pieces(): AsyncIterable<string>;
  type: string;
}

/** What a handler returns; `streamed`: it has written to the response itself. */
export type Answer = CompleteAnswer | PiecedAnswer | 'streamed';

export interface RenderedAnswer {
  status: number;
  headers: Readonly<OutgoingHttpHeaders>;
  body: Body;
}

/**
 * Bytes are for answers that are sent more than once. A text that is sent once stays a text: each buffer is memory
 * outside of V8's heap that only a collection frees, and the buffers of large answers caused a full collection twice a
 * second.
 */
export type Body = readonly string[] | Buffer;

const JSON_TYPE = 'application/json';

export function json(value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { body: JSON.stringify(value), type: JSON_TYPE, headers };
}

/** JSON that is text already, such as a row that Postgres rendered. */
export function jsonText(text: CompleteAnswer['body'], headers: Readonly<Record<string, string>> = {}): Answer {
  return { body: text, type: JSON_TYPE, headers };
}

export function jsonPieces(pieces: () => AsyncIterable<string>): PiecedAnswer {
  return { pieces, type: JSON_TYPE };
}

export function render(answer: CompleteAnswer): RenderedAnswer {
  const body = typeof answer.body === 'string' ? [answer.body] : answer.body;
  const length = Buffer.isBuffer(body) ? body.length : body.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const headers = { ...answer.headers, 'content-type': answer.type, 'content-length': length };
  return { status: answer.status ?? 200, headers, body };
}

/** As one buffer, for an answer that is kept. */
export function bytesOf(body: Body): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.concat(body.map((text) => Buffer.from(text)));
}

/** With an `ETag` of its content; caches must revalidate it, unless it never changes. */
export function tagged(answer: RenderedAnswer): RenderedAnswer {
  const hash = createHash('sha1');
  for (const part of partsOf(answer.body)) hash.update(part);
  const etag = `"${hash.digest('base64url')}"`;
  const own = answer.headers['cache-control'];
  const cacheControl = typeof own === 'string' && own.endsWith('immutable') ? own : 'no-cache';
  return { ...answer, headers: { ...answer.headers, etag, 'cache-control': cacheControl } };
}

/** 304 without a body for a client that has it already. [RFC 9110, section 13.1.2] */
export function send(response: ServerResponse, answer: RenderedAnswer, ifNoneMatch?: string): void {
  if (isKnown(answer, ifNoneMatch)) response.writeHead(304, withoutContent(answer.headers)).end();
  else {
    response.writeHead(answer.status, answer.headers);
    writeBody(response, answer.body);
  }
}

/** In one write to the socket. */
function writeBody(response: ServerResponse, body: Body): void {
  response.cork();
  for (const part of partsOf(body)) response.write(part);
  response.end();
}

function partsOf(body: Body): readonly (string | Buffer)[] {
  return Buffer.isBuffer(body) ? [body] : body;
}

/**
 * Never faster than the client reads. When a piece fails, the connection is closed, so that no client takes a part for
 * the complete answer.
 */
export async function sendPieces(response: ServerResponse, { pieces, type }: PiecedAnswer): Promise<void> {
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache' });
  if (response.req.method === 'HEAD') {
    response.end();
    return;
  }
  await pipeline(pieces, response).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error; // else the client has disconnected
  });
}

/** Whether the client has this answer, by its `If-None-Match`. */
export function isKnown({ headers: { etag } }: RenderedAnswer, ifNoneMatch: string | undefined): boolean {
  return typeof etag === 'string' && ifNoneMatch !== undefined && isAmong(etag, ifNoneMatch);
}

export function withoutContent(headers: Readonly<OutgoingHttpHeaders>): OutgoingHttpHeaders {
  const { 'content-type': _type, 'content-length': _length, ...rest } = headers;
  return rest;
}

function isAmong(etag: string, tags: string): boolean {
  if (tags === etag) return true;
  return tags.split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')));
}
