import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type HttpServer, startHttpServer } from '@pangeo-forge/shared/http/http-server';
import { bytesOf, render, send, tagged } from './answer.ts';

const PARTS = ['{"name":"Gezeitenküste', ' 🌊', '"}'];
const WHOLE = '{"name":"Gezeitenküste 🌊"}';
const made = tagged(render({ body: PARTS, type: 'application/json' }));

let server: HttpServer;
let url: string;
beforeAll(async () => {
  const answers = { '/made': made, '/kept': { ...made, body: bytesOf(made.body) } };
  server = await startHttpServer(
    (request, response) =>
      send(response, answers[request.url as keyof typeof answers], request.headers['if-none-match']),
    0,
  );
  url = `http://127.0.0.1:${server.port}`;
});
afterAll(() => server.close());

test('an answer in parts arrives completely, and is the same when it is sent again', async () => {
  for (const path of ['/made', '/kept']) {
    const answer = await fetch(`${url}${path}`);
    expect(await answer.text()).toBe(WHOLE);
    expect(answer.headers.get('content-length')).toBe(String(Buffer.byteLength(WHOLE)));
    expect(answer.headers.get('etag')).toBe(tagged(render({ body: WHOLE, type: 'application/json' })).headers.etag);
  }
});

test('HEAD and 304 have headers and no body', async () => {
  const head = await fetch(`${url}/made`, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length')]).toEqual([200, String(Buffer.byteLength(WHOLE))]);
  const unchanged = await fetch(`${url}/made`, { headers: { 'if-none-match': String(made.headers.etag) } });
  expect([unchanged.status, await unchanged.text()]).toEqual([304, '']);
});
