import type { Queryable } from '../transaction.ts';

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
