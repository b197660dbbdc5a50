import { escapeIdentifier, escapeLiteral } from 'pg';
import type { Pool } from 'pg';
import { inTransaction } from '../transaction.ts';

/**
 * What role `run` does with each table. It reads no payloads and no keys, writes no effects on GitHub, and deletes
 * nothing but the log of an invocation that starts again, and the datasets of a run that is inspected again, with their
 * pictures.
 */
const GRANTS: Readonly<Record<string, string>> = {
  bakery: 'select',
  feedstock: 'select',
  reciperun: 'select, update',
  work: 'select, insert, update',
  runner_invocation: 'select, update',
  log_chunk: 'select, insert, update, delete',
  dataset: 'select, insert, delete',
  picture: 'select, insert, delete',
  run_phase: 'select, insert, update, delete',
  catalog_entry: 'select, insert, update, delete',
  journal: 'select, insert',
  counter: 'select, insert, update',
  setting: 'select, insert, update',
  pangeo_forge_migration: 'select',
  // who started a run, and whether a wait was shown: no payload, and no result
  webhook_delivery: 'select (id, event)',
  effect: 'select (key)',
};

/**
 * Makes the database role that processes of role `run` log in with, or changes its password, and grants it only what
 * they do. To be run again after each migration. Needs the right to make roles, which managed databases may not give.
 */
export async function grantRunRole(pool: Pool, { user, password }: { user: string; password: string }): Promise<void> {
  const role = escapeIdentifier(user);
  const attributes = `login password ${escapeLiteral(password)} nosuperuser nocreatedb nocreaterole noreplication`;
  await inTransaction(pool, async (client) => {
    const { rowCount } = await client.query('select from pg_roles where rolname = $1', [user]);
    await client.query(`${rowCount ? 'alter' : 'create'} role ${role} with ${attributes}`);
    await client.query(`revoke all on all tables in schema public from ${role}`);
    await client.query(`revoke all on all sequences in schema public from ${role}`);
    await client.query(`grant usage on schema public to ${role}`);
    for (const [table, rights] of Object.entries(GRANTS)) await client.query(`grant ${rights} on ${table} to ${role}`);
    const { rows } = await client.query<{ sequence: string }>(
      `select distinct pg_get_serial_sequence(format('%I.%I', table_schema, table_name), column_name) as sequence
         from information_schema.columns where table_schema = 'public' and table_name = any($1)
          and pg_get_serial_sequence(format('%I.%I', table_schema, table_name), column_name) is not null`,
      [Object.entries(GRANTS).flatMap(([table, rights]) => (rights.includes('insert') ? table : []))],
    );
    for (const sequence of ['work_fence', ...rows.map((row) => row.sequence)])
      await client.query(`grant usage on sequence ${sequence} to ${role}`);
  });
}
