import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { request } from 'undici';
import { type CheckedAgentOptions, createCheckedAgent } from './checked-agent.ts';
import type { ByteRange, DatasetSource } from './dataset-source.ts';
import { listBucket } from './list-bucket.ts';
import type { ReadBudget } from './read-budget.ts';
import { toHttpUrl } from './dataset-places.ts';

export interface HttpSourceOptions extends CheckedAgentOptions {
  /** Whether this object may be read, as far as its address says. */
  mayRead(url: URL): boolean;
  budget: ReadBudget;
  /** One object; metadata of a large hierarchy is the largest. */
  maxObjectBytes?: number;
}

export interface HttpSource extends DatasetSource {
  close(): Promise<void>;
}

const MAX_OBJECT_BYTES = 24 * 1024 * 1024;
/** Of an answer that is not used: read on, the connection serves the next request. */
const MAX_UNREAD_BYTES = 64 * 1024;
const MAX_REDIRECTS = 3;
const REDIRECTS = [301, 302, 303, 307, 308];
const MISSING = [404, 410];

/**
 * Objects over http(s) from known places. Each redirect is checked as the first request is, and no credentials are ever
 * sent.
 */
export function createHttpSource({
  mayRead,
  budget,
  maxObjectBytes = MAX_OBJECT_BYTES,
  ...options
}: HttpSourceOptions): HttpSource {
  const { agent, assertHost } = createCheckedAgent(options);

  function assertAllowed(url: URL): void {
    if (!['http:', 'https:'].includes(url.protocol) || url.username || url.password)
      throw new AppError('forbidden', 'Only plain http and https URLs are read.');
    if (!mayRead(url))
      throw new AppError(
        'forbidden',
        `${url.host}${url.pathname} is in no place of this deployment's bakeries or datasets.`,
      );
    assertHost(url.hostname);
  }

  async function ask(url: URL, range: ByteRange | undefined, redirects = 0): Promise<Uint8Array | null> {
    assertAllowed(url);
    const { statusCode, headers, body } = await request(url, {
      dispatcher: agent,
      signal: budget.signal,
      headers: { 'accept-encoding': 'identity', ...(range ? { range: rangeHeader(range) } : {}) },
    });
    body.on('error', () => {}); // what is left unread is an error to the stream
    const { location } = headers;
    if (REDIRECTS.includes(statusCode) && typeof location === 'string') {
      await body.dump({ limit: MAX_UNREAD_BYTES });
      if (redirects === MAX_REDIRECTS) throw new AppError('forbidden', 'The storage redirects too often.');
      return ask(new URL(location, url), range, redirects + 1);
    }
    if (statusCode !== 200 && statusCode !== 206) {
      await body.dump({ limit: MAX_UNREAD_BYTES });
      if (MISSING.includes(statusCode)) return null;
      throw failure(statusCode, url);
    }
    const most = Math.min(maxObjectBytes, range?.length ?? maxObjectBytes);
    const bytes = await collect(body, most, budget);
    return headers['content-encoding'] === 'gzip' ? inflate(bytes, maxObjectBytes) : bytes;
  }

  const read = (url: string, range?: ByteRange) => {
    const place = toHttpUrl(url);
    if (!place) throw new AppError('forbidden', 'Only http and https URLs are read.');
    return budget.spend(() =>
      ask(place, range).catch((error: unknown) =>
        Promise.reject(budget.signal.aborted ? error : asAppError(error, place)),
      ),
    );
  };
  return {
    read: async (url, range) => read(url, range),
    list: (url) => listBucket(url, read),
    close: () => agent.destroy(),
  };
}

async function collect(body: AsyncIterable<Buffer>, most: number, budget: ReadBudget): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of body) {
    length += piece.length;
    budget.take(piece.length);
    if (length > most) throw new AppError('too_large', `An object of the dataset is larger than ${most} bytes.`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

async function inflate(bytes: Uint8Array, most: number): Promise<Uint8Array> {
  return promisify(gunzip)(bytes, { maxOutputLength: most });
}

function rangeHeader({ offset, length }: ByteRange): string {
  return `bytes=${offset}-${offset + length - 1}`;
}

function failure(status: number, url: URL): AppError {
  if (status === 401 || status === 403)
    return new AppError('forbidden', `${url.host} does not let the public read this dataset.`);
  return new AppError('bakery_unavailable', `${url.host} answered ${status}.`);
}

/** What the check of addresses throws arrives as the cause of a failed connection. */
function asAppError(error: unknown, url: URL): unknown {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (cause instanceof AppError) return cause;
  return new AppError('bakery_unavailable', `${url.host} could not be read.`, { cause: error });
}
