import type { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from './test-database.ts';
import { onServer } from './on-server.ts';
import { FEEDSTOCK_COUNT, feedstockIds, productionLikeRuns } from './production-like-rows.ts';

/** Tables, sequences and keys as the original's own migrations left them. */
const ORIGINAL_SCHEMA = `
  create table alembic_version (version_num varchar(32) not null primary key);
  insert into alembic_version values ('0499cef6b57a');
  create table bakery (region varchar not null, name varchar not null, description varchar not null, id serial primary key);
  create table feedstock (spec varchar not null, provider varchar not null, id serial primary key);
  create table reciperun (
    recipe_id varchar not null, bakery_id integer not null references bakery (id),
    feedstock_id integer not null references feedstock (id), head_sha varchar not null, version varchar not null,
    started_at timestamp without time zone not null, completed_at timestamp without time zone, conclusion varchar,
    status varchar not null, message varchar, id serial primary key, is_test boolean not null,
    dataset_type varchar, dataset_public_url varchar);`;

/** Heroku's Postgres has it in `public`; embedded servers may lack it. */
const EXTENSION = `
  do $$ begin create extension if not exists pg_stat_statements with schema public;
  exception when others then null; end $$;`;

/** A database as the original service left it, with everything that a naive migration trips over. */
export function createProductionLikeDatabase(): Promise<TestDatabase> {
  return createTestDatabase({
    templateName: 'production_like',
    template: (url) => onServer(url, fillWithOriginalRows),
  });
}

async function fillWithOriginalRows(server: Client): Promise<void> {
  await server.query(EXTENSION);
  await server.query(ORIGINAL_SCHEMA);
  await server.query(`insert into bakery (region, name, description) values ($1, $2, $3)`, [
    'us-central1',
    'pangeo-ldeo-nsf-earthcube',
    'Google Dataflow, data on the Open Storage Network',
  ]);
  const feedstocks = feedstockIds().map((id, index) => ({ id, spec: specOf(index), provider: 'github' }));
  await insertRows(server, 'feedstock', feedstocks);
  await insertRows(server, 'reciperun', productionLikeRuns());
  for (const table of ['feedstock', 'reciperun']) {
    await server.query(`select setval('${table}_id_seq', (select max(id) from ${table}))`);
  }
}

function specOf(index: number): string {
  return index === 0 ? 'pangeo-forge/staged-recipes' : `pangeo-forge/sample-${FEEDSTOCK_COUNT - index}-feedstock`;
}

async function insertRows(server: Client, table: string, rows: readonly object[]): Promise<void> {
  await server.query(`insert into ${table} select * from json_populate_recordset(null::${table}, $1)`, [
    JSON.stringify(rows),
  ]);
}
