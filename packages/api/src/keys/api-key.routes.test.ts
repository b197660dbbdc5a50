import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestRedis } from '@pangeo-forge/testkit/redis/create-test-redis';
import { Redis } from 'ioredis';
import { apiClient } from '../../test/api-client.ts';
import { type ProductionLikeApi, startProductionLikeApi } from '../../test/production-like-api.ts';
import { startTestApi, TEST_KEY, type TestApi } from '../../test/start-test-api.ts';

let served: ProductionLikeApi;
beforeAll(async () => {
  served = await startProductionLikeApi();
});
afterAll(() => served.stop());

async function make(grant: object) {
  const { status, body } = await served.admin.post('/api_keys/', {
    owner: 'somebody',
    scopes: ['runs:write'],
    ...grant,
  });
  expect(status).toBe(200);
  return { ...body, client: apiClient(served.api.url, body.key) };
}

const RUN = {
  recipe_id: 'x',
  bakery_id: 1,
  feedstock_id: 1,
  head_sha: 'f'.repeat(40),
  version: '',
  started_at: '2021-01-01T00:00:00',
};

test('a key may do what its scopes say, and nothing else', async () => {
  const runs = await make({ scopes: ['runs:write'] });
  expect((await runs.client.patch('/recipe_runs/1', { message: 'hello' })).status).toBe(200);
  const refused = await runs.client.post('/feedstocks/', { spec: 'a/b' });
  expect([refused.status, refused.body.detail]).toEqual([
    403,
    expect.stringContaining('lacks the scope feedstocks:write'),
  ]);
  expect((await runs.client.get('/api_keys/')).status).toBe(403);
  const logs = await make({ scopes: ['logs:read'] });
  expect((await logs.client.get('/recipe_runs/1/logs')).status).toBe(200);
  expect((await runs.client.get('/recipe_runs/1/logs')).status).toBe(403);
  const admin = await make({ scopes: ['admin'] });
  expect((await admin.client.get('/api_keys/')).status).toBe(200);
});

test('only a hash is stored, and the key is shown once', async () => {
  const { key, prefix } = await make({});
  const { rows } = await served.api.database.pool.query('select api_key::text as row from api_key');
  for (const { row } of rows) expect(row).not.toContain(key);
  const listed = await served.admin.get('/api_keys/');
  expect(listed.text).not.toContain(key);
  expect(listed.body.find((one: { prefix: string }) => one.prefix === prefix)).toMatchObject({ owner: 'somebody' });
  expect(key.startsWith(prefix)).toBe(true);
});

test('its use is recorded, and its writes are journalled under its owner', async () => {
  const { prefix, client } = await make({ owner: 'station 7' });
  const run = (await client.post('/recipe_runs/', RUN)).body;
  const { body } = await served.admin.get('/api_keys/');
  expect(body.find((one: { prefix: string }) => one.prefix === prefix).last_used_at).toMatch(/^\d{4}-/);
  const events = (await served.anyone.get(`/recipe_runs/${run.id}/events`)).body;
  expect(events).toMatchObject([{ actor: `api key station 7 (${prefix})` }]);
});

test('a revoked or expired key is immediately a wrong key', async () => {
  const revoked = await make({});
  expect((await served.admin.delete(`/api_keys/${revoked.prefix}`)).body.revoked_at).toMatch(/^\d{4}-/);
  expect((await revoked.client.patch('/recipe_runs/1')).status).toBe(401);
  expect((await served.admin.post(`/api_keys/${revoked.prefix}/rotate`, {})).status).toBe(404);
  const expired = await make({ expires_at: '2021-01-01T00:00:00Z' });
  expect((await expired.client.patch('/recipe_runs/1')).status).toBe(401);
});

test('after rotation the old key works only for the overlap', async () => {
  const old = await make({ scopes: ['runs:write', 'logs:read'], bakery: null });
  const fresh = (await served.admin.post(`/api_keys/${old.prefix}/rotate`, { overlap_seconds: 3_600 })).body;
  expect(fresh).toMatchObject({ owner: 'somebody', scopes: ['runs:write', 'logs:read'] });
  expect((await old.client.patch('/recipe_runs/1')).status).toBe(200);
  expect((await apiClient(served.api.url, fresh.key).patch('/recipe_runs/1')).status).toBe(200);
  await served.admin.post(`/api_keys/${fresh.prefix}/rotate`, { overlap_seconds: 0 });
  expect((await apiClient(served.api.url, fresh.key).patch('/recipe_runs/1')).status).toBe(401);
});

test('a key for one bakery touches no run of another', async () => {
  const other = (await served.admin.post('/bakeries/', { name: 'elsewhere', region: 'r', description: 'd' })).body;
  const { client } = await make({ bakery: 'elsewhere' });
  expect((await client.patch('/recipe_runs/1', { message: 'x' })).status).toBe(403);
  expect((await client.delete('/recipe_runs/1')).status).toBe(403);
  expect((await client.post('/recipe_runs/1/cancel')).status).toBe(403);
  expect((await client.post('/recipe_runs/', RUN)).status).toBe(403);
  const own = await client.post('/recipe_runs/', { ...RUN, bakery_id: other.id });
  expect(own.status).toBe(200);
  expect((await client.patch(`/recipe_runs/${own.body.id}`, { bakery_id: 1 })).status).toBe(403);
  expect((await client.patch(`/recipe_runs/${own.body.id}`, { message: 'mine' })).status).toBe(200);
});

test('invalid values are refused', async () => {
  for (const body of [
    { owner: 'x' },
    { owner: '', scopes: ['ops'] },
    { owner: 'x', scopes: ['everything'] },
    { owner: 'x', scopes: [] },
  ]) {
    expect((await served.admin.post('/api_keys/', body)).status).toBe(422);
  }
  for (const path of ['/api_keys/999', '/api_keys/a/b']) expect((await served.admin.delete(path)).status).toBe(404);
});

test('of 200 wrong keys at once, over several processes and the sign-in of operators, at most the limit is compared', async () => {
  const server = await createTestRedis();
  const connections = [1, 2, 3].map(() => new Redis(server.url));
  const processes = await Promise.all(connections.map((redis) => startTestApi(served.databaseUrl, { redis })));
  const { key } = await make({ scopes: ['logs:read'] });
  const signIn = (url: string, guess: string) =>
    apiClient(url, null).send('POST', '/ops/login', { body: new URLSearchParams({ key: guess }) });
  const guesses = Array.from({ length: 200 }, async (_, index) => {
    const { url } = processes[index % processes.length] as TestApi;
    if (index % 2 === 0) return (await apiClient(url, `guess ${index}`).patch('/recipe_runs/1')).status === 401;
    return (await signIn(url, `guess ${index}`)).text.includes('Invalid API Key');
  });
  const compared = (await Promise.all(guesses)).filter(Boolean).length;
  expect(compared).toBe(20);
  for (const { url } of processes) {
    for (const right of [TEST_KEY, key]) {
      expect((await apiClient(url, right).get('/recipe_runs/1/logs')).status).toBe(429);
      expect((await signIn(url, right)).text).toContain('Too many requests');
    }
  }
  for (const { url } of processes) expect(await statusFrom('127.0.0.2', `${url}/recipe_runs/1/logs`, key)).toBe(200);
  await Promise.all(processes.map((one) => one.stop()));
  for (const connection of connections) connection.disconnect();
  await server.stop();
});

test('many wrong keys lead to 429 before any key is compared, also for the key of the config file', async () => {
  const guesser = apiClient(served.api.url, 'guess');
  let tried = 0;
  while ((await guesser.patch('/recipe_runs/1')).status === 401) expect(++tried).toBeLessThan(30);
  const { status, headers, body } = await guesser.patch('/recipe_runs/1');
  expect([status, body.detail]).toEqual([429, expect.stringContaining('try again')]);
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await served.admin.patch('/recipe_runs/1')).status).toBe(429);
});

/** The answer to a client with another address. */
async function statusFrom(localAddress: string, url: string, key: string): Promise<number | undefined> {
  const sent = request(url, { localAddress, headers: { 'x-api-key': key } }).end();
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  answer.resume();
  return answer.statusCode;
}
