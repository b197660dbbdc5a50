import type { Pool } from 'pg';
import { inTransaction } from '../transaction.ts';

export interface BakeryDescription {
  name: string;
  region: string;
  description: string;
}

/** Id of the row of a configured bakery, which is created when it is not there: once, under any number of processes. */
export async function ensureBakery(pool: Pool, bakery: BakeryDescription): Promise<number> {
  return inTransaction(pool, async (client) => {
    await client.query(`select pg_advisory_xact_lock(hashtextextended('bakery ' || $1, 0))`, [bakery.name]);
    const found = await client.query<{ id: number }>('select id from bakery where name = $1 order by id limit 1', [
      bakery.name,
    ]);
    if (found.rows[0]) return found.rows[0].id;
    const { rows } = await client.query<{ id: number }>(
      'insert into bakery (region, name, description) values ($1, $2, $3) returning id',
      [bakery.region, bakery.name, bakery.description],
    );
    return (rows[0] as { id: number }).id;
  });
}
