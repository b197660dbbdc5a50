import { sql } from 'kysely';
import { affected, build } from '../statements.ts';
import type { Queryable } from '../transaction.ts';

/**
 * Where the dataset will be read once the run succeeds, who asked for it, and the name that its job will have, so that
 * early news of the job finds the run.
 */
export async function setRunTarget(
  db: Queryable,
  runId: number,
  { targetUrl, requestedBy, jobName }: { targetUrl: string | null; requestedBy: string; jobName: string },
): Promise<void> {
  await affected(
    db,
    build
      .updateTable('reciperun')
      .set({
        target_url: targetUrl,
        requested_by: sql<string>`coalesce(requested_by, ${requestedBy})`,
        bakery_job_name: jobName,
      })
      .where('id', '=', runId),
  );
}

export async function setDeployment(db: Queryable, runId: number, deploymentId: number): Promise<void> {
  await affected(
    db,
    build
      .updateTable('reciperun')
      .set({ deployment_id: String(deploymentId) })
      .where('id', '=', runId),
  );
}
