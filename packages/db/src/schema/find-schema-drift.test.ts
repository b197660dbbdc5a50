import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createMigratedDatabase } from '../testing/migrated-database.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { type Database, openDatabase } from '../open-database.ts';
import { findSchemaDrift } from './find-schema-drift.ts';

let testDatabase: TestDatabase;
let database: Database;
beforeAll(async () => {
  testDatabase = await createMigratedDatabase();
  database = openDatabase({ url: testDatabase.url, poolSize: 2 });
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

test('the entities agree with what the migrations make', async () => {
  expect(await findSchemaDrift(database)).toEqual([]);
});

test('a column that was dropped, loosened or given another type is told', async () => {
  await database.pool.query(`
    alter table reciperun drop column requested_by, alter column head_sha drop not null,
      alter column pull_request type boolean using false`);
  expect((await findSchemaDrift(database)).sort()).toEqual([
    'reciperun.head_sha may be null, and not in the code',
    'reciperun.pull_request is boolean, and int in the code',
    'reciperun.requested_by is in the code, and not in the database',
  ]);
});
