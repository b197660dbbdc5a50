import type { Subject } from '@pangeo-forge/db/names/subject';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { enqueueWork } from '@pangeo-forge/db/work/enqueue-work';
import { createTestRedis, type TestRedis } from '@pangeo-forge/testkit/redis/create-test-redis';
import { Redis } from 'ioredis';
import { apiClient } from '../../test/api-client.ts';
import { type ProductionLikeApi, startProductionLikeApi } from '../../test/production-like-api.ts';
import { TEST_KEY } from '../../test/start-test-api.ts';

let server: TestRedis;
let redis: Redis;
let served: ProductionLikeApi;
beforeAll(async () => {
  server = await createTestRedis();
  redis = new Redis(server.url);
  served = await startProductionLikeApi({ redis });
});
afterAll(async () => {
  await served.stop();
  await redis.quit();
  await server.stop();
});

async function failedWork(ref: string): Promise<string> {
  const { pool } = served.api.database;
  const due = await enqueueWork(pool, {
    kind: 'reports',
    ref,
    subject: `run ${ref}` as Subject,
    label: `report of <run> ${ref}`,
  });
  await pool.query(`update work set state = 'failed', attempts = 25, last_error = 'GitHub said no' where id = $1`, [
    due.id,
  ]);
  return due.id;
}

const form = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  served.anyone.send('POST', path, { body: new URLSearchParams(fields), headers });

async function logIn(key: string): Promise<string> {
  const { status, headers } = await form('/ops/login', { key });
  expect([status, headers.get('location')]).toEqual([303, '/ops']);
  const cookie = headers.get('set-cookie') ?? '';
  expect(cookie).toMatch(/HttpOnly/);
  expect(cookie).toMatch(/SameSite=Strict/);
  return cookie.split(';')[0] ?? '';
}

describe('an operator with a key', () => {
  test('sees failed work with its reason, and retries it', async () => {
    const id = await failedWork('1');
    const { body } = await served.admin.get('/ops/work/');
    expect(body).toMatchObject([{ id, kind: 'reports', state: 'failed', reason: 'GitHub said no', attempts: 25 }]);
    expect((await served.admin.post(`/ops/work/${id}/retry`)).body).toEqual({ ok: true });
    expect(served.api.woken.at(-1)).toMatchObject({ id, kind: 'reports' });
    expect((await served.admin.get('/ops/work/?state=due')).body).toMatchObject([{ id, attempts: 0 }]);
    expect((await served.admin.post('/ops/work/999/retry')).status).toBe(404);
  });

  test('stops and resumes dispatching', async () => {
    const stopped = await served.admin.post('/ops/dispatching/stop', { reason: 'maintenance' });
    expect(stopped.body).toEqual({ stopped: true, reason: 'maintenance', by: 'api key config key' });
    expect((await served.admin.post('/ops/dispatching/stop', {})).status).toBe(422);
    expect((await served.admin.post('/ops/dispatching/resume')).body).toMatchObject({ stopped: false });
    expect((await served.admin.get('/ops/dispatching')).body).toMatchObject({ stopped: false });
  });

  test('reads metrics as Prometheus does', async () => {
    await failedWork('2');
    const { status, headers, text } = await served.admin.get('/metrics');
    expect([status, headers.get('content-type')]).toEqual([200, expect.stringContaining('text/plain')]);
    expect(text).toMatch(/^pangeo_forge_work\{kind="reports",state="failed"\} 1$/m);
    expect(text).toMatch(/^pangeo_forge_recipe_runs\{status="queued",conclusion=""\} \d+$/m);
    expect(text).toMatch(/^pangeo_forge_unhandled_deliveries 0$/m);
  });

  test('needs a key with the scope', async () => {
    const weak = (await served.admin.post('/api_keys/', { owner: 'x', scopes: ['runs:write'] })).body.key;
    for (const path of ['/metrics', '/ops/work/', '/ops/dispatching']) {
      expect((await served.anyone.get(path)).status).toBe(403);
      expect((await apiClient(served.api.url, weak).get(path)).status).toBe(403);
      expect((await apiClient(served.api.url, 'wrong').get(path)).status).toBe(401);
    }
  });
});

describe('an operator with a browser', () => {
  test('is redirected to the login, and signs in with a key of the scope ops', async () => {
    const outside = await served.anyone.get('/ops', { accept: 'text/html' });
    expect([outside.status, outside.headers.get('location')]).toEqual([303, '/ops/login']);
    expect((await served.anyone.get('/ops/login')).text).toContain('<form');
    const wrong = await form('/ops/login', { key: 'wrong' });
    expect([wrong.status, wrong.text]).toEqual([403, expect.stringContaining('Invalid API Key')]);
    const weak = (await served.admin.post('/api_keys/', { owner: 'x', scopes: ['runs:write'] })).body.key;
    expect((await form('/ops/login', { key: weak })).text).toContain('lacks the scope ops');
    const cookie = await logIn(TEST_KEY);
    const { status, text } = await served.anyone.get('/ops', { cookie });
    expect(status).toBe(200);
    expect(text).toContain('report of &lt;run&gt;');
  });

  test('retries work and uses the switch with forms alone', async () => {
    const cookie = await logIn(TEST_KEY);
    const id = await failedWork('3');
    expect((await form('/ops/actions/retry', { id }, { cookie })).status).toBe(303);
    expect(served.api.woken.at(-1)).toMatchObject({ id });
    expect((await form('/ops/actions/stop', { reason: 'maintenance' }, { cookie })).status).toBe(303);
    expect((await served.anyone.get('/ops', { cookie })).text).toContain('Dispatching is stopped: maintenance');
    await form('/ops/actions/resume', {}, { cookie });
    expect((await form('/ops/actions/stop', {}, { cookie })).status).toBe(422);
    const elsewhere = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://elsewhere.example.org' },
      { origin: 'null' },
    ];
    for (const from of elsewhere) {
      expect((await form('/ops/actions/retry', { id }, { cookie, ...from })).status).toBe(403);
      const signIn = await form('/ops/login', { key: TEST_KEY }, from);
      expect([signIn.status, signIn.headers.get('set-cookie')]).toEqual([403, null]);
    }
    expect((await form('/ops/actions/retry', { id }, { cookie, origin: served.api.url })).status).not.toBe(403);
    expect((await form('/ops/actions/retry', { id })).status).toBe(303); // to the login
  });

  test('loses the session with the key that opened it, and cannot forge one', async () => {
    const { key, prefix } = (await served.admin.post('/api_keys/', { owner: 'operator', scopes: ['ops'] })).body;
    const cookie = await logIn(key);
    expect((await served.anyone.get('/ops', { cookie })).status).toBe(200);
    await served.admin.delete(`/api_keys/${prefix}`);
    expect((await served.anyone.get('/ops', { cookie })).status).toBe(303);
    const forged = cookie.replace(prefix, 'config');
    expect((await served.anyone.get('/ops', { cookie: forged })).status).toBe(303);
  });

  test('sees the queues', async () => {
    const cookie = await logIn(TEST_KEY);
    expect((await served.anyone.get('/ops/queues')).status).toBe(303);
    expect((await served.anyone.get('/ops/queues', { cookie })).text).toContain('<html');
    const queues = await served.anyone.get('/ops/queues/api/queues', { cookie });
    expect(queues.text).toContain('pangeo-forge-deliveries');
  });
});

test('pages load from this host only, answers are not guessed at', async () => {
  const { headers } = await served.anyone.get('/docs');
  expect(headers.get('content-security-policy')).toContain("default-src 'self'");
  expect(headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
});
