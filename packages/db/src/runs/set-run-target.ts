import type { Queryable } from '../transaction.ts';

/** Where the dataset will be read once the run succeeds, who asked for it, and the name that its job will have, so that early news of the job finds the run. */
export async function setRunTarget(
  db: Queryable,
  runId: number,
  target: { targetUrl: string | null; requestedBy: string; jobName: string },
): Promise<void> {
  await db.query(
    'update reciperun set target_url = $2, requested_by = coalesce(requested_by, $3), bakery_job_name = $4 where id = $1',
    [runId, target.targetUrl, target.requestedBy, target.jobName],
  );
}

export async function setDeployment(db: Queryable, runId: number, deploymentId: number): Promise<void> {
  await db.query('update reciperun set deployment_id = $2 where id = $1', [runId, deploymentId]);
}
