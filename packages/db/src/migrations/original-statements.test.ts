import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createProductionLikeDatabase } from '../testing/production-like-database.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { migrate } from '../migrate.ts';
import { type Database, openDatabase } from '../open-database.ts';

/**
 * What the Python service says to its database (SQLAlchemy's statements for its models and routes), parameters
 * included. It goes on working while we are introduced beside it, and it is what one goes back to: every migration must
 * leave these as they are.
 */
const RUN_COLUMNS =
  'reciperun.recipe_id, reciperun.bakery_id, reciperun.feedstock_id, reciperun.head_sha, reciperun.version, reciperun.started_at, ' +
  'reciperun.completed_at, reciperun.conclusion, reciperun.status, reciperun.is_test, reciperun.dataset_type, reciperun.dataset_public_url, ' +
  'reciperun.message, reciperun.id';

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

const say = async (sql: string, parameters: unknown[] = []) => {
  const { rows, rowCount } = await database.pool.query<Record<string, unknown>>(sql, parameters);
  return { rows, rowCount };
};
const idOf = async (sql: string, parameters: unknown[]) => (await say(sql, parameters)).rows[0]?.['id'] as number;

const addBakery = () =>
  idOf('INSERT INTO bakery (region, name, description) VALUES ($1, $2, $3) RETURNING bakery.id', ['us', 'new', 'text']);
const addFeedstock = () =>
  idOf('INSERT INTO feedstock (spec, provider) VALUES ($1, $2) RETURNING feedstock.id', ['a/b-feedstock', 'github']);
const addRun = async (bakery: number, feedstock: number) =>
  idOf(
    'INSERT INTO reciperun (recipe_id, bakery_id, feedstock_id, head_sha, version, started_at, completed_at, conclusion, status, is_test, ' +
      'dataset_type, dataset_public_url, message) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING reciperun.id',
    [
      'gpcp',
      bakery,
      feedstock,
      'abc123',
      '',
      '2022-08-01 12:00:00.123456',
      null,
      null,
      'queued',
      true,
      'zarr',
      null,
      null,
    ],
  );

test('rows are added without columns that the original does not know, the same run twice too', async () => {
  const [bakery, feedstock] = [await addBakery(), await addFeedstock()];
  const [first, second] = [await addRun(bakery, feedstock), await addRun(bakery, feedstock)];
  expect(second).toBeGreaterThan(first);
});

test('lists, single rows and counts are read', async () => {
  const list = await say(`SELECT ${RUN_COLUMNS} FROM reciperun ORDER BY reciperun.id ASC LIMIT $1 OFFSET $2`, [100, 0]);
  expect(list.rowCount).toBe(100);
  const one = await say(`SELECT ${RUN_COLUMNS} FROM reciperun WHERE reciperun.id = $1`, [list.rows[0]?.['id']]);
  expect(one.rows).toEqual([list.rows[0]]);
  expect((await say('SELECT count(*) AS count_1 FROM reciperun')).rows[0]?.['count_1']).not.toBe('0');
  const spec = 'SELECT feedstock.spec, feedstock.provider, feedstock.id FROM feedstock WHERE feedstock.spec = $1';
  expect((await say(spec, ['pangeo-forge/staged-recipes'])).rowCount).toBe(1);
  const bakery = 'SELECT bakery.region, bakery.name, bakery.description, bakery.id FROM bakery WHERE bakery.name = $1';
  expect((await say(bakery, ['pangeo-ldeo-nsf-earthcube'])).rowCount).toBe(1);
});

test('a run is found by what /run names, goes into progress and is completed', async () => {
  const [bakery, feedstock] = [await addBakery(), await addFeedstock()];
  const id = await addRun(bakery, feedstock);
  const found = await say(
    `SELECT ${RUN_COLUMNS} FROM reciperun WHERE reciperun.recipe_id = $1 AND reciperun.head_sha = $2 AND reciperun.feedstock_id = $3 AND reciperun.is_test = true`,
    ['gpcp', 'abc123', feedstock],
  );
  expect(found.rows[0]?.['id']).toBe(id);
  await say('UPDATE reciperun SET status=$1, message=$2 WHERE reciperun.id = $3', ['in_progress', '{}', id]);
  const done = await say(
    'UPDATE reciperun SET status=$1, conclusion=$2, completed_at=$3, dataset_public_url=$4 WHERE reciperun.id = $5',
    ['completed', 'success', '2022-08-01 13:00:00', 'https://data.example.org/a.zarr', id],
  );
  expect(done.rowCount).toBe(1);
  const datasets = await say(
    `SELECT ${RUN_COLUMNS} FROM reciperun WHERE reciperun.feedstock_id = $1 AND reciperun.dataset_public_url IS NOT NULL AND reciperun.status = 'completed'`,
    [feedstock],
  );
  expect(datasets.rows[0]?.['id']).toBe(id);
});

test('rows are deleted, whatever of ours hangs on them', async () => {
  const [bakery, feedstock] = [await addBakery(), await addFeedstock()];
  const id = await addRun(bakery, feedstock);
  const journal = `insert into journal (kind, subject, recipe_run_id, decision, reason) values ('operation', 'x', $1, 'changed', 'x')`;
  await say(journal, [id]);
  for (const [table, row] of [
    ['reciperun', id],
    ['feedstock', feedstock],
    ['bakery', bakery],
  ] as const)
    expect((await say(`DELETE FROM ${table} WHERE ${table}.id = $1`, [row])).rowCount).toBe(1);
});

test('Alembic finds its version where it left it', async () => {
  expect((await say('SELECT alembic_version.version_num FROM alembic_version')).rows).toEqual([
    { version_num: '0499cef6b57a' },
  ]);
});
