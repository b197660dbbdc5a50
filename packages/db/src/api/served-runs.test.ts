import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createProductionLikeDatabase } from '../testing/production-like-database.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import fc from 'fast-check';
import { RecipeRunEntity } from '../entities/recipe-run.entity.ts';
import { migrate } from '../migrate.ts';
import { type Database, openDatabase } from '../open-database.ts';
import { ROW_FIELDS } from './row-fields.ts';

let testDatabase: TestDatabase;
let database: Database;
beforeAll(async () => {
  testDatabase = await createProductionLikeDatabase();
  database = openDatabase({ url: testDatabase.url, poolSize: 2 });
  await migrate(database);
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

/** What is kept as the text of each run, and what its columns say. */
async function servedAndStored(where = {}): Promise<Array<[served: string, stored: string]>> {
  const runs = await (await database.em()).find(RecipeRunEntity, where, { orderBy: { id: 'asc' } });
  const { rows } = await database.pool.query<{ served: string }>(
    'select served from reciperun where id = any($1) order by id',
    [runs.map(({ id }) => id)],
  );
  return runs.map((run, index) => {
    const fields = ROW_FIELDS.reciperun.map((name) => [name, run[name] ?? null]);
    return [rows[index]?.served ?? '', JSON.stringify(Object.fromEntries(fields))];
  });
}

test('every run that was there is served as its columns say, to the letter', async () => {
  const runs = await servedAndStored();
  expect(runs).toHaveLength(1_416);
  for (const [served, stored] of runs) expect(served).toBe(stored);
});

test('whatever is written into a run, by any statement, is what is served of it', async () => {
  const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0'));
  const microseconds = fc.integer({ min: 0, max: 999_999 }).map((value) => String(value).padStart(6, '0'));
  const time = microseconds.map((fraction) => `2022-02-03 04:05:06.${fraction}`);
  await fc.assert(
    fc.asyncProperty(
      text,
      fc.option(text),
      fc.option(time),
      fc.boolean(),
      async (recipe, message, completed, isTest) => {
        await database.pool.query(
          'update reciperun set recipe_id = $1, message = $2, completed_at = $3, is_test = $4 where id = 1',
          [recipe, message, completed, isTest],
        );
        const [[served, stored] = []] = await servedAndStored({ id: 1 });
        expect(JSON.parse(served ?? '')).toEqual(JSON.parse(stored ?? ''));
      },
    ),
  );
});
