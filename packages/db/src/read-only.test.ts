import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { isDatabaseAway } from './is-database-away.ts';
import { openPool, type Pool, probeWrites } from './open-pool.ts';
import { createMigratedDatabase } from './testing/migrated-database.ts';
import { onServer } from './testing/on-server.ts';
import { inTransaction } from './transaction.ts';

let database: Awaited<ReturnType<typeof createMigratedDatabase>>;
let pool: Pool;
const warnings: string[] = [];

beforeAll(async () => {
  database = await createMigratedDatabase();
  pool = openPool({ url: database.url, poolSize: 1, onWarning: (message) => warnings.push(message) });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const write = () =>
  inTransaction(pool, (client) =>
    client.query(
      `insert into counter (name, count) values ('a', 1) on conflict (name) do update set count = counter.count + 1`,
    ),
  );

test('a session that takes no writes any more is left for a new one after its first refusal', async () => {
  await pool.query('set default_transaction_read_only = on');
  const refused = await write().catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: '25006' });
  expect(isDatabaseAway(refused)).toBe(true);
  await write();
  expect(warnings.join('')).toContain('Postgres takes no writes on a connection');
});

test('no new session is opened on a server that takes no writes, and the first one after that works', async () => {
  const name = new URL(database.url).pathname.slice(1);
  const set = (value: string) =>
    onServer(database.url, async (server) => {
      await server.query('set default_transaction_read_only = off');
      await server.query(`alter database "${name}" ${value}`);
    });
  await set('set default_transaction_read_only = on');
  const opened = openPool({ url: database.url, poolSize: 2 });
  try {
    await expect(opened.query('select 1')).rejects.toMatchObject({ code: '25006' });
    await expect(probeWrites(opened)).rejects.toMatchObject({ code: '25006' });
    await set('reset default_transaction_read_only');
    await probeWrites(opened);
  } finally {
    await opened.end();
  }
});
