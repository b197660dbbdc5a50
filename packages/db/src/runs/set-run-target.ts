import type { Queryable } from '../transaction.ts';

/** Where the dataset will be read once the run succeeds, and who asked for it. */
export async function setRunTarget(
  db: Queryable,
  runId: number,
  target: { targetUrl: string | null; requestedBy: string },
): Promise<void> {
  await db.query('update reciperun set target_url = $2, requested_by = coalesce(requested_by, $3) where id = $1', [
    runId,
    target.targetUrl,
    target.requestedBy,
  ]);
}
