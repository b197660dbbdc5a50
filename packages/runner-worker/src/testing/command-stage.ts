import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { type FlowStage, STAGED_RECIPES, startFlowStage } from './flow-stage.ts';
import { completedCheck, type OpenedPullRequest, openFromFork } from './pull-request-life.ts';
import { metaOf } from './scripted-runner.ts';

/** A stage where commands are given: staged-recipes is known, and its recipes are `sst` and `ice`. */
export async function startCommandStage(): Promise<FlowStage> {
  const stage = await startFlowStage();
  await ensureFeedstock(stage.database.pool, STAGED_RECIPES);
  stage.runner.expand = () => ({ meta: metaOf('sst', 'ice') });
  return stage;
}

/** A pull request whose check is done. */
export async function checked(stage: FlowStage, branch: string): Promise<OpenedPullRequest> {
  const pull = await openFromFork(stage, branch);
  await completedCheck(stage, pull.repo, pull.head);
  return pull;
}

/** The runs of a pull request, oldest first. */
export async function runsOf({ database }: FlowStage, number: number) {
  const { rows } = await database.pool.query<{
    recipe_id: string;
    status: string;
    conclusion: string | null;
    failure_reason: string | null;
  }>('select recipe_id, status, conclusion, failure_reason from reciperun where pull_request = $1 order by id', [
    number,
  ]);
  return rows;
}
