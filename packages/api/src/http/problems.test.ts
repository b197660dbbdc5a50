import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { migrate } from '@pangeo-forge/db/migrate';
import { type Database, openDatabase } from '@pangeo-forge/db/open-database';
import { createProductionLikeDatabase } from '@pangeo-forge/db/testing/production-like-database';
import type { TestDatabase } from '@pangeo-forge/db/testing/test-database';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { apiClient } from '../../test/api-client.ts';
import { startTestApi, type TestApi } from '../../test/start-test-api.ts';

const STATEMENT_LIMIT_MS = 300;

let testDatabase: TestDatabase;
let patient: Database;
let hasty: TestApi;
let api: TestApi;
beforeAll(async () => {
  testDatabase = await createProductionLikeDatabase();
  patient = openDatabase({ url: testDatabase.url, poolSize: 2 });
  await migrate(patient);
  // oxlint-disable-next-line pangeo-forge/test-deadlines -- the limit is tested
  hasty = await startTestApi(testDatabase.url, {}, { statementLimitMs: STATEMENT_LIMIT_MS });
  api = await startTestApi(testDatabase.url);
});
afterAll(async () => {
  await hasty.stop();
  await api.stop();
  await patient.close();
  await testDatabase.drop();
});

const read = (path: string, from = hasty) => apiClient(from.url).get(path);

/** While the table is locked, as by a migration that takes long. */
async function whileLocked<T>(body: () => Promise<T>): Promise<T> {
  const client = await patient.pool.connect();
  try {
    await client.query('begin; lock table reciperun in access exclusive mode');
    return await body();
  } finally {
    await client.query('rollback');
    client.release();
  }
}

test.each(['/recipe_runs/', '/recipe_runs/1', '/feedstocks/6', '/stats/recipe_runs'])(
  'a read of %s that takes too long ends, says so, and is no failure that stays',
  async (path) => {
    const late = await whileLocked(() => read(path));
    expect([late.status, late.headers.get('retry-after')]).toEqual([503, '5']);
    expect(late.body.detail).toContain('The query took too long');
    expect(late.headers.get('access-control-allow-origin')).toBe('*');
    await waitFor(async () => (await read(path)).status === 200);
  },
);

test('a database that closes its connections is reported as unavailable', async () => {
  const { status, body } = await whileLocked(async () => {
    const answer = read('/recipe_runs/1', api);
    const waiting = `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await waitFor(async () => (await patient.pool.query(waiting)).rowCount === 1);
    return answer;
  });
  expect([status, body.detail]).toEqual([503, 'The database is unavailable at the moment: try again.']);
});
