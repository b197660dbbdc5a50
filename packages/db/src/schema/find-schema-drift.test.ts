import { expect, test } from '@jest/globals';
import { withMigratedDatabase } from '../testing/with-migrated-database.ts';
import { findSchemaDrift } from './find-schema-drift.ts';

const database = await withMigratedDatabase({ poolSize: 2 });

test('the entities agree with what the migrations make', async () => {
  expect(await findSchemaDrift(database)).toEqual([]);
});

test('every column that the migrations make is one of an entity', async () => {
  const entities = [...(await database.orm()).getMetadata().getAll().values()];
  const known = entities.flatMap(({ tableName, props }) => props.map((prop) => `${tableName}.${prop.fieldNames[0]}`));
  const { rows } = await database.pool.query<{ place: string }>(
    `select table_name || '.' || column_name as place from information_schema.columns
     where table_schema = current_schema() and table_name <> 'pangeo_forge_migration'`,
  );
  expect(rows.map(({ place }) => place).sort()).toEqual(known.sort());
});

test('what belongs to others is ignored', async () => {
  await database.pool.query(`
    create table alembic_version (version_num varchar(32) not null);
    alter table feedstock add column of_the_original text;
    create view effect_view as select * from effect`);
  expect(await findSchemaDrift(database)).toEqual([]);
});

const { rows: extensions } = await database.pool.query(
  `select 1 from pg_available_extensions, pg_roles where name = 'postgres_fdw' and rolname = current_user and rolsuper`,
);

/** Needs the extension, and the right to create it. */
(extensions.length > 0 ? test : test.skip)('tables of another server are ignored', async () => {
  await database.pool.query(`
    create extension if not exists postgres_fdw;
    create server elsewhere foreign data wrapper postgres_fdw;
    create foreign table of_others (id integer) server elsewhere`);
  expect(await findSchemaDrift(database)).toEqual([]);
});

test('a column that was dropped, loosened or given another type is reported', async () => {
  await database.pool.query(`
    alter table reciperun drop column requested_by, alter column head_sha drop not null,
      alter column pull_request type boolean using false;
    alter table api_key alter column scopes type text;
    alter table journal alter column at type timestamp`);
  expect((await findSchemaDrift(database)).sort()).toEqual([
    'api_key.scopes is text, and text[] in the code',
    'journal.at is timestamp without time zone, and timestamp with time zone in the code',
    'reciperun.head_sha may be null, and not in the code',
    'reciperun.pull_request is boolean, and int in the code',
    'reciperun.requested_by is in the code, and not in the database',
  ]);
});
