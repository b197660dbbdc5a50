import { expect, test } from '@jest/globals';
import { withMigratedDatabase } from '../testing/with-migrated-database.ts';
import { inTransaction } from '../transaction.ts';
import { createApiKey, findApiKey, listApiKeys, revokeApiKey, rotateApiKey } from './api-key.ts';

const database = await withMigratedDatabase({ poolSize: 2 });

const create = (owner: string, expiresAt: Date | null = null) =>
  inTransaction(database.pool, (db) =>
    createApiKey(db, { owner, scopes: ['runs:write'], bakery: 'b', expiresAt }, 'test'),
  );

test('a key opens what its row says, and its use is noted', async () => {
  const { key, row } = await create('somebody');
  expect(key.startsWith(`${row.prefix}_`)).toBe(true);
  expect(await findApiKey(database.pool, key)).toMatchObject({
    owner: 'somebody',
    scopes: ['runs:write'],
    bakery: 'b',
  });
  const [listed] = (await listApiKeys(database.pool)).filter(({ prefix }) => prefix === row.prefix);
  expect(listed?.lastUsedAt).toMatch(/^\d{4}-.*Z$/);
});

test('the database holds nothing that opens anything', async () => {
  const { key } = await create('keeper');
  const { rows } = await database.pool.query(`select to_jsonb(k)::text as text from api_key k`);
  expect(JSON.stringify(rows)).not.toContain(key);
  const journal = await database.pool.query(`select to_jsonb(j)::text as text from journal j`);
  expect(JSON.stringify(journal.rows)).not.toContain(key);
});

test('a revoked, expired or mistyped key opens nothing', async () => {
  const revoked = await create('revoked');
  await inTransaction(database.pool, (db) => revokeApiKey(db, revoked.row.prefix, 'test'));
  const expired = await create('expired', new Date(Date.now() - 1_000));
  for (const key of [revoked.key, expired.key, `${revoked.key}x`, revoked.row.prefix, '']) {
    expect(await findApiKey(database.pool, key)).toBeNull();
  }
});

test('a rotated key goes on until its grace is over, and its successor has its rights', async () => {
  const old = await create('rotating');
  const next = await inTransaction(database.pool, (db) => rotateApiKey(db, old.row.prefix, 60_000, 'test'));
  expect(next?.row).toMatchObject({ owner: 'rotating', scopes: ['runs:write'], bakery: 'b', expiresAt: null });
  expect((await findApiKey(database.pool, old.key))?.expiresAt).toMatch(/^\d{4}-.*Z$/);
  const last = await inTransaction(database.pool, (db) => rotateApiKey(db, next?.row.prefix ?? '', 0, 'test'));
  expect(await findApiKey(database.pool, next?.key ?? '')).toBeNull();
  expect(await findApiKey(database.pool, last?.key ?? '')).not.toBeNull();
});
