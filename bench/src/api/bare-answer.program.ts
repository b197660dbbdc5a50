import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readConfig, sendLine } from '../processes/program-messages.ts';

/** The least that could answer: the same head and bytes to every request, or a 304 to who has them. */
export interface BareAnswerConfig {
  headers: Record<string, string>;
  body: string;
}

const { headers, body } = readConfig<BareAnswerConfig>();
const bytes = Buffer.from(body);
const { 'content-length': _length, 'content-type': _type, ...headersOf304 } = headers;

const server = createServer((request, response) => {
  if (request.headers['if-none-match'] === headers['etag']) response.writeHead(304, headersOf304).end();
  else response.writeHead(200, { ...headers, 'content-length': bytes.length }).end(bytes);
});
server.listen(0, '127.0.0.1', () => sendLine({ port: (server.address() as AddressInfo).port }));
process.on('SIGTERM', () => process.exit(0));
