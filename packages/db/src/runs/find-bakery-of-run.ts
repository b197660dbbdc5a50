import type { Queryable } from '../transaction.ts';

/** Name of the bakery that a run of this deployment belongs to; null for an unknown run. */
export async function findBakeryOfRun(db: Queryable, runId: number): Promise<string | null> {
  const { rows } = await db.query<{ name: string }>(
    'select b.name from reciperun r join bakery b on b.id = r.bakery_id where r.id = $1 and r.dispatch_key is not null',
    [runId],
  );
  return rows[0]?.name ?? null;
}
