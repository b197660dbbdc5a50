import { sql } from 'kysely';
import type { Pool } from 'pg';
import type { Row } from '../entities/tables.ts';
import { build, first } from '../statements.ts';
import { inTransaction, lockName, type Queryable } from '../transaction.ts';

export type BakeryDescription = Pick<Row<'bakery'>, 'name' | 'region' | 'description'>;

/** Id of the row of a configured bakery, which is created when it is missing: once, under any number of processes. */
export async function ensureBakery(pool: Pool, { name, region, description }: BakeryDescription): Promise<number> {
  return inTransaction(pool, async (client) => {
    await lockName(client, `bakery ${name}`);
    const found = await first(
      client,
      build.selectFrom('bakery').select('id').where('name', '=', name).orderBy('id').limit(1),
    );
    if (found) return found.id;
    const added = await first(client, build.insertInto('bakery').values({ region, name, description }).returning('id'));
    return (added as { id: number }).id;
  });
}

/** Null for a bakery that no process has registered yet. */
export async function findBakeryId(db: Queryable, name: string): Promise<number | null> {
  const found = await first(
    db,
    build.selectFrom('bakery').select('id').where('name', '=', name).orderBy('id').limit(1),
  );
  return found?.id ?? null;
}

/** The id may be larger than any: it comes from a URL. */
const idFromUrl = (id: number) => sql<number>`${id}::bigint`;

export async function findBakeryName(db: Queryable, id: number): Promise<string | null> {
  const found = await first(db, build.selectFrom('bakery').select('name').where('id', '=', idFromUrl(id)));
  return found?.name ?? null;
}

const bakeryOfRun = (runId: number) =>
  build
    .selectFrom('reciperun as r')
    .innerJoin('bakery as b', 'b.id', 'r.bakery_id')
    .select('b.name')
    .where('r.id', '=', idFromUrl(runId));

/** Null when there is no such run. */
export async function findBakeryNameOfRun(db: Queryable, runId: number): Promise<string | null> {
  return (await first(db, bakeryOfRun(runId)))?.name ?? null;
}

/** Null when there is no such run. */
export async function findParentsOfRun(
  db: Queryable,
  runId: number,
): Promise<{ bakery: string; feedstockId: number } | null> {
  const found = await first(db, bakeryOfRun(runId).select('r.feedstock_id'));
  return found && { bakery: found.name, feedstockId: found.feedstock_id };
}

/** Name of the bakery that a run of this deployment belongs to; null for an unknown run. */
export async function findBakeryOfRun(db: Queryable, runId: number): Promise<string | null> {
  return (await first(db, bakeryOfRun(runId).where('r.dispatch_key', 'is not', null)))?.name ?? null;
}
