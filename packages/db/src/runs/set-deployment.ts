import type { Queryable } from '../transaction.ts';

export async function setDeployment(db: Queryable, runId: number, deploymentId: number): Promise<void> {
  await db.query('update reciperun set deployment_id = $2 where id = $1', [runId, deploymentId]);
}
