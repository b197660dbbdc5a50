import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { findDueWork } from '@pangeo-forge/db/work/find-due-work';
import { onServer } from '@pangeo-forge/db/testing/on-server';
import { createHttpApp } from '@pangeo-forge/shared/http/create-http-app';
import { startHttpServer } from '@pangeo-forge/shared/http/http-server';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import {
  createGateway,
  type GatewayStage,
  post,
  pullRequestOpened,
  SECRET,
  startGatewayStage,
} from '../test/gateway-stage.ts';
import { gatewayRouter } from './service.ts';

let stage: GatewayStage;

beforeAll(async () => {
  stage = await startGatewayStage();
});

afterAll(() => stage.stop());

afterEach(async () => {
  stage.toPostgres.heal();
  stage.toRedis.heal();
  await waitFor(async () => (await post(stage.url, { event: 'ping', payload: {} })).status === 202);
  await stage.database.pool.query('truncate webhook_delivery, work, journal');
});

const due = () => findDueWork(stage.database.pool, { kinds: ['deliveries'], limit: 10, overdueMs: 0 });

test('Redis killed: 202 all the same, and the relay finds the work', async () => {
  await stage.redis.kill();
  try {
    expect((await post(stage.url)).status).toBe(202);
    expect(await due()).toHaveLength(1);
  } finally {
    await stage.redis.start();
  }
});

test('Redis paused: deliveries are accepted all the same', async () => {
  process.kill(stage.redis.pid(), 'SIGSTOP');
  try {
    for (let number = 0; number < 5; number++) {
      expect((await post(stage.url, { payload: pullRequestOpened(number) })).status).toBe(202);
    }
    expect(await stage.count('work', `state = 'due'`)).toBe(5);
  } finally {
    process.kill(stage.redis.pid(), 'SIGCONT');
  }
});

test('Redis behind a network that hangs: deliveries are accepted all the same', async () => {
  stage.toRedis.hang();
  expect((await post(stage.url)).status).toBe(202);
});

test('no answer waits for a wake-up', async () => {
  const never = () => new Promise<void>(() => {});
  const waker = { wake: never, close: async () => {} };
  const router = gatewayRouter({ webhookSecrets: [SECRET] }, { pool: stage.database.pool, waker });
  const http = await startHttpServer(createHttpApp().use(router), 0, '127.0.0.1');
  expect((await post(`http://127.0.0.1:${http.port}/github/hooks/`)).status).toBe(202);
  await http.close();
});

test('Postgres away: 503 with Retry-After, and nothing is half-accepted', async () => {
  const { url } = await stage.startGateway({ retryForMs: 100 });
  stage.toPostgres.cut();
  const result = await post(url);
  expect(result.status).toBe(503);
  expect(Number(result.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(result.json).toEqual({ detail: 'The delivery could not be recorded: send it again.' });
  expect(await stage.count('webhook_delivery')).toBe(0);
  expect(await stage.count('work')).toBe(0);
});

test('Postgres demoted: 503 while the address leads to a server without writes, then deliveries are accepted', async () => {
  const { url } = await stage.startGateway({ retryForMs: 100 });
  expect((await post(url)).status).toBe(202);
  await setReadOnly('set default_transaction_read_only = on');
  try {
    expect((await post(url)).status).toBe(503);
  } finally {
    await setReadOnly('reset default_transaction_read_only');
  }
  await waitFor(async () => (await post(url)).status === 202);
});

/** For new sessions; those of before are ended, as by a failover. */
async function setReadOnly(setting: string): Promise<void> {
  await onServer(stage.databaseUrl, async (server) => {
    await server.query('set default_transaction_read_only = off');
    await server.query(`alter database "${new URL(stage.databaseUrl).pathname.slice(1)}" ${setting}`);
    await server.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
  });
}

test('Postgres away for a moment: the delivery is accepted once it is back', async () => {
  stage.toPostgres.cut();
  const answer = post(stage.url);
  await waitFor(() => stage.toPostgres.refusals() > 1);
  stage.toPostgres.heal();
  expect((await answer).status).toBe(202);
  expect(await due()).toHaveLength(1);
});

test('Postgres hanging: 503 before GitHub gives up, and deliveries are accepted as soon as it is back', async () => {
  // oxlint-disable-next-line pangeo-forge/test-deadlines -- the limit is tested
  const { url } = await stage.startGateway({ recordLimitMs: 500 });
  stage.toPostgres.hang();
  expect((await post(url)).status).toBe(503);
  stage.toPostgres.heal();
  await waitFor(async () => (await post(url)).status === 202);
});

test('Postgres slow: each delivery that is answered 202 is recorded, and all are answered', async () => {
  stage.toPostgres.delay(150);
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, number) => post(stage.url, { payload: pullRequestOpened(number) })),
  );
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
  expect(await stage.count('webhook_delivery', `id in (${answers.map(({ id }) => `'${id}'`).join()})`)).toBe(30);
});

test('connections that Postgres ends take no process with them', async () => {
  await post(stage.url);
  await stage.database.pool.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  expect((await post(stage.url)).status).toBe(202);
});

test('an answer that is lost does no harm: the delivery is sent again, and recorded once', async () => {
  await post(stage.url, { event: 'ping', payload: {} }); // over a connection that is open
  const id = randomUUID();
  const recorded = () => stage.count('webhook_delivery', `id = '${id}'`);
  stage.toPostgres.hangAnswers();
  const first = post(stage.url, { id });
  await waitFor(async () => (await recorded()) === 1);
  stage.toPostgres.cut(); // committed, and the gateway will not learn of it
  stage.toPostgres.heal();
  expect((await first).status).toBe(202);
  expect((await post(stage.url, { id })).status).toBe(202);
  expect(await recorded()).toBe(1);
  expect(await stage.count('work', `ref = '${id}'`)).toBe(1);
});

test('a gateway starts, accepts and stops while Redis is away', async () => {
  const gateway = createGateway({ databaseUrl: stage.databaseUrl, redisUrl: 'redis://127.0.0.1:1' });
  await gateway.start();
  const answer = await post(`http://127.0.0.1:${gateway.port()}/github/hooks/`);
  expect(answer.status).toBe(202);
  await gateway.stop();
});

test('requests in progress are answered before the gateway stops', async () => {
  const gateway = createGateway({ databaseUrl: stage.databaseUrl, redisUrl: stage.redis.url });
  await gateway.start();
  const url = `http://127.0.0.1:${gateway.port()}/github/hooks/`;
  const client = await stage.database.pool.connect();
  await client.query('begin; lock table webhook_delivery in exclusive mode');
  const answer = post(url);
  await waitFor(async () => {
    const { rows } = await client.query(`select 1 from pg_locks where not granted`);
    return rows.length > 0;
  });
  const stopped = gateway.stop();
  await client.query('commit');
  client.release();
  expect((await answer).status).toBe(202);
  await stopped;
});
