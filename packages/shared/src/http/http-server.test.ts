import { once } from 'node:events';
import { Agent, get, type IncomingMessage, type RequestListener } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from '@jest/globals';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { type HttpServer, type HttpTimeLimits, startHttpServer } from './http-server.ts';

let http: HttpServer;

afterEach(() => http.close());

async function serve(listener: RequestListener, limits: Partial<HttpTimeLimits> = {}): Promise<string> {
  http = await startHttpServer(listener, 0, '127.0.0.1', { checkEveryMs: 50, drainMs: 300, ...limits });
  return `http://127.0.0.1:${http.port}/`;
}

/** What the server answers before it closes the connection. */
async function send(request: string): Promise<string> {
  const socket = connect(http.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(request);
  return text(socket);
}

const HANGS_AFTER_MS = 60_000;
const answer: RequestListener = (_request, response) => void response.end('done');

test('a client that does not finish its headers is disconnected', async () => {
  await serve(answer, { headersMs: 100 });
  expect(await send('GET / HTTP/1.1\r\nhost: here\r\nx-slow: ')).toContain('408');
});

test('a client that does not finish its body is disconnected', async () => {
  await serve((request) => request.resume(), { headersMs: 100, requestMs: 150 });
  expect(await send('POST / HTTP/1.1\r\nhost: here\r\ncontent-length: 10\r\n\r\nhalf')).toContain('408');
});

test('a silent connection is closed', async () => {
  await serve(answer, { headersMs: 100 });
  expect(await send('')).toContain('408');
});

test('a connection waits for its next request longer than any proxy keeps it, whatever time headers may take', async () => {
  const url = new URL(await serve(answer, { headersMs: 100 }));
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const read = async () => {
    const request = get({ host: url.hostname, port: url.port, agent });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    if (response.statusCode !== 200) throw new Error(`answered ${response.statusCode}`);
    const seen = { port: response.socket.localPort, keepAlive: response.headers['keep-alive'] };
    await text(response);
    return seen;
  };
  try {
    const first = await waitFor(read); // on a slow machine the headers of a new connection may come too late
    expect(first.keepAlive).toBe('timeout=130');
    expect(await send('')).toContain('408'); // so long that one on which nothing was said has been cut
    expect(await read()).toEqual(first);
  } finally {
    agent.destroy();
  }
});

test.each([
  ['two lengths', 'POST / HTTP/1.1\r\nhost: here\r\ncontent-length: 4\r\ncontent-length: 5\r\n\r\nbody'],
  [
    'a length and chunks',
    'POST / HTTP/1.1\r\nhost: here\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
  ['a line feed in a header', 'GET / HTTP/1.1\r\nhost: here\r\nx: a\nb: c\r\n\r\n'],
  ['NUL in a header', 'GET / HTTP/1.1\r\nhost: here\r\nx: a\0b\r\n\r\n'],
  ['endless headers', `GET / HTTP/1.1\r\nhost: here\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`],
  ['another protocol', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n'],
])('%s: refused before it is read', async (_what, words) => {
  let heard = 0;
  await serve((_request, response) => {
    heard++;
    response.end();
  });
  expect(await send(words)).toMatch(/^HTTP\/1\.1 4\d\d /);
  expect(heard).toBe(0);
});

test.each([
  ['an address longer than it may be', `GET /?q=${'a'.repeat(1_000_000)} HTTP/1.1\r\nhost: here\r\n\r\n`, 431, '16 kB'],
  ['what is no HTTP', 'hello\r\n\r\n', 400, 'not a valid HTTP'],
  ['headers without an end', 'GET / HTTP/1.1\r\nhost: here\r\nx-slow: ', 408, 'in time'],
])('%s is answered like every error: JSON that every site may read', async (_what, words, status, detail) => {
  await serve(answer, status === 408 ? { headersMs: 100 } : {});
  const [head = '', body = ''] = (await send(words)).split('\r\n\r\n');
  expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(head).toContain('access-control-allow-origin: *');
  expect(head).toContain(`content-length: ${body.length}`);
  expect(JSON.parse(body)).toEqual({ detail: expect.stringContaining(detail) });
});

test('an answer that has started is not followed by one about the next request', async () => {
  await serve((_request, response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('half');
  });
  const heard = await send('GET / HTTP/1.1\r\nhost: here\r\n\r\nhello\r\n\r\n');
  expect(heard.match(/HTTP\/1\.1/g)?.length ?? 0).toBeLessThan(2);
});

test('closing answers the requests in progress, and then waits neither for the drain nor for idle connections', async () => {
  const asked = Promise.withResolvers<void>();
  const mayAnswer = Promise.withResolvers<void>();
  const url = await serve(
    (_request, response) => {
      asked.resolve();
      void mayAnswer.promise.then(() => response.end('done'));
    },
    { drainMs: 2 * HANGS_AFTER_MS },
  );
  const response = fetch(url);
  await asked.promise;
  const closed = http.close();
  mayAnswer.resolve();
  expect(await (await response).text()).toBe('done');
  const began = performance.now();
  await closed;
  expect(performance.now() - began).toBeLessThan(HANGS_AFTER_MS);
});

test('closing has a time limit', async () => {
  const asked = Promise.withResolvers<void>();
  const url = await serve(() => asked.resolve(), { drainMs: 100 });
  const response = fetch(url).catch((error: unknown) => error);
  await asked.promise;
  await http.close();
  expect(await response).toMatchObject({ message: 'fetch failed' });
});
