import type { Response } from 'express';

/** What a handler answers; `streamed`: it has written to the response itself. */
export type Answer =
  | { body: string | Buffer; type: string; status?: number; headers?: Readonly<Record<string, string>> }
  | 'streamed';

const JSON_TYPE = 'application/json';

export function json(value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { body: JSON.stringify(value), type: JSON_TYPE, headers };
}

/** JSON that is text already, such as what Postgres rendered. */
export function jsonText(text: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { body: text, type: JSON_TYPE, headers };
}

export function send(response: Response, answer: Exclude<Answer, 'streamed'>): void {
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
  response.writeHead(answer.status ?? 200, {
    ...answer.headers,
    'content-type': answer.type,
    'content-length': body.length,
  });
  response.end(body);
}
