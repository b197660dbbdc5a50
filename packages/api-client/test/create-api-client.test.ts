import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { allPages, answerOf, pageOf } from '../src/answers.ts';
import { ApiRefusal } from '../src/api-refusal.ts';
import { createApiClient, WITH_KEY } from '../src/create-api-client.ts';

const SECOND = '</feedstocks/?cursor=two>; rel="next", </feedstocks/>; rel="first"';
/** Answers with what it was asked, and as the API does where it matters. */
const server = createServer((request, response) => {
  const url = request.url ?? '';
  const asked = { url, method: request.method, key: request.headers['x-api-key'] ?? null };
  const send = (status: number, body: unknown, headers = {}) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  if (url.startsWith('/feedstocks/?')) {
    const isSecond = url.includes('cursor=two');
    send(200, [{ id: isSecond ? 2 : 1 }], { 'x-total-count': '2', ...(isSecond ? {} : { link: SECOND }) });
  } else if (url === '/recipe_runs/404') send(404, { detail: 'recipe_run not found' });
  else if (url === '/bakeries/')
    send(422, { detail: [{ loc: ['body', 'name'], msg: 'field required', type: 'value_error.missing' }] });
  else if (url.endsWith('/logs/trace')) response.writeHead(200, { 'content-length': 0 }).end();
  else send(200, asked);
});
let url: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

const api = () => createApiClient({ url: `${url}/`, key: () => 'secret' });
const at = (id: number) => ({ params: { path: { id } } });

test('parameters go where the description says', async () => {
  const query = { status: ['queued' as const, 'completed' as const], q: 'a b&c' };
  expect(await answerOf(api().GET('/recipe_runs/', { params: { query } }))).toMatchObject({
    url: '/recipe_runs/?status=queued&status=completed&q=a%20b%26c',
  });
  const path = { owner: 'o', name: 'n-feedstock', commit: 'abc', recipe_id: 'a/b' };
  expect(
    await answerOf(api().GET('/feedstocks/{owner}/{name}/{commit}/{recipe_id}/logs', { params: { path } })),
  ).toMatchObject({ url: '/feedstocks/o/n-feedstock/abc/a%2Fb/logs' });
});

test('a text may be empty', async () => {
  expect(await answerOf(api().GET('/recipe_runs/{id}/logs/trace', { ...at(1), parseAs: 'text' }))).toBe('');
});

test('the key is sent only where it is needed', async () => {
  expect(await answerOf(api().GET('/recipe_runs/{id}', at(1)))).toMatchObject({ key: null });
  expect(await answerOf(api().GET('/ops/dispatching', { headers: WITH_KEY }))).toMatchObject({ key: 'secret' });
  expect(await answerOf(api().POST('/recipe_runs/{id}/retry', at(1)))).toMatchObject({ key: 'secret', method: 'POST' });
});

test('a refusal has the message of the API', async () => {
  await expect(api().GET('/recipe_runs/{id}', at(404))).rejects.toMatchObject({
    status: 404,
    message: 'recipe_run not found',
  });
  const body = { name: 'n', region: 'r', description: 'd' };
  await expect(api().POST('/bakeries/', { body })).rejects.toMatchObject({
    status: 422,
    message: 'name: field required',
  });
  const nobody = createApiClient({ url: 'http://127.0.0.1:9' });
  await expect(nobody.GET('/')).rejects.toThrow(ApiRefusal);
  await expect(nobody.GET('/')).rejects.toMatchObject({ status: 503 });
});

test('a caller that aborts does not get "unavailable"', async () => {
  const signal = AbortSignal.abort();
  await expect(api().GET('/', { signal })).rejects.toMatchObject({ name: 'AbortError' });
});

test('lists are read page by page, up to a maximum', async () => {
  const read = (cursor: string | undefined) =>
    pageOf(api().GET('/feedstocks/', { params: { query: { limit: 1, ...(cursor ? { cursor } : {}) } } }));
  expect(await read(undefined)).toMatchObject({ total: 2, isEstimate: false, nextCursor: 'two' });
  expect((await Array.fromAsync(allPages(read))).map(({ id }) => id)).toEqual([1, 2]);
  expect((await Array.fromAsync(allPages(read, 1))).map(({ id }) => id)).toEqual([1]);
});
