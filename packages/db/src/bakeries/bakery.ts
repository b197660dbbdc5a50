import type { Pool } from 'pg';
import { inTransaction, type Queryable } from '../transaction.ts';

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

export async function findBakeryName(db: Queryable, id: number): Promise<string | null> {
  const { rows } = await db.query<{ name: string }>('select name from bakery where id = $1::bigint', [id]);
  return rows[0]?.name ?? null;
}

/** Null when there is no such run. */
export async function findBakeryNameOfRun(db: Queryable, runId: number): Promise<string | null> {
  const { rows } = await db.query<{ name: string }>(
    'select b.name from reciperun r join bakery b on b.id = r.bakery_id where r.id = $1::bigint',
    [runId],
  );
  return rows[0]?.name ?? null;
}

/** Name of the bakery that a run of this deployment belongs to; null for an unknown run. */
export async function findBakeryOfRun(db: Queryable, runId: number): Promise<string | null> {
  const { rows } = await db.query<{ name: string }>(
    'select b.name from reciperun r join bakery b on b.id = r.bakery_id where r.id = $1 and r.dispatch_key is not null',
    [runId],
  );
  return rows[0]?.name ?? null;
}
