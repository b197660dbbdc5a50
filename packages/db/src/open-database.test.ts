import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createMigratedDatabase } from './testing/migrated-database.ts';
import type { TestDatabase } from './testing/test-database.ts';
import { BakeryEntity } from './entities/bakery.entity.ts';
import { openDatabase } from './open-database.ts';

let testDatabase: TestDatabase;
beforeAll(async () => {
  testDatabase = await createMigratedDatabase();
});
afterAll(() => testDatabase.drop());

test('entities use the connections of the pool, and no others', async () => {
  const database = openDatabase({ url: testDatabase.url, poolSize: 1 });
  try {
    const { rows } = await database.pool.query<{ pid: number }>('select pg_backend_pid() as pid');
    const em = await database.em();
    expect(await em.execute('select pg_backend_pid() as pid')).toEqual(rows);
    expect(await em.count(BakeryEntity)).toBe(0);
    expect(database.pool.totalCount).toBe(1);
  } finally {
    await database.close();
  }
});

test('times come as Postgres writes them, with all their digits and no other zone', async () => {
  const database = openDatabase({ url: testDatabase.url, poolSize: 1 });
  try {
    const { rows } = await database.pool.query(
      `select timestamp '2022-02-03 04:05:06.123456' as local, date '2022-02-03' as day, interval '90 minutes' as span`,
    );
    expect(rows).toEqual([{ local: '2022-02-03 04:05:06.123456', day: '2022-02-03', span: '01:30:00' }]);
  } finally {
    await database.close();
  }
});
