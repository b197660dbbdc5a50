import type { Client } from 'pg';

/**
 * Lets `body` write many rows into a table whose indexes are built afterwards, at once, which is many times faster;
 * those of keys stay.
 */
export async function withoutIndexes(client: Client, table: string, body: () => Promise<unknown>): Promise<void> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index
     where indrelid = $1::regclass and not exists (select from pg_constraint where conindid = indexrelid)`,
    [table],
  );
  await client.query(`set maintenance_work_mem = '512MB'`);
  for (const { name } of rows) await client.query(`drop index ${name}`);
  await body();
  for (const { definition } of rows) await client.query(definition);
  await client.query(`vacuum (analyze) ${table}`);
}
