import type { InvocationOutcome } from './find-invocation.ts';
import type { Queryable } from '../transaction.ts';

const NOT_OF_RECIPE: readonly InvocationOutcome[] = ['refused', 'not_run'];

/** Whether an end that was no success may be for the author to mend: not where its bakery refused the job, or our own machine did not run it. */
export async function isOfRecipe(db: Queryable, recipeRunId: number): Promise<boolean> {
  const { rows } = await db.query<{ outcome: InvocationOutcome | null }>(
    `select outcome from runner_invocation where recipe_run_id = $1 and kind = 'bake' order by id desc limit 1`,
    [recipeRunId],
  );
  const outcome = rows[0]?.outcome ?? null;
  return outcome === null || !NOT_OF_RECIPE.includes(outcome);
}
