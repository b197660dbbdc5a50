import type { InvocationOutcome } from './find-invocation.ts';
import type { Queryable } from '../transaction.ts';

const NOT_OF_RECIPE: readonly InvocationOutcome[] = ['refused', 'not_run'];

/** Whether an end that was no success may be for the author to mend: not where its bakery never took the job, or our own machine did not run it. */
export async function isOfRecipe(db: Queryable, recipeRunId: number): Promise<boolean> {
  const { rows } = await db.query<{ outcome: InvocationOutcome | null; wasRefused: boolean }>(
    `select i.outcome, i.refusal is not null and r.submitted_at is null as "wasRefused"
     from runner_invocation i join reciperun r on r.id = i.recipe_run_id
     where r.id = $1 and i.kind = 'bake' order by i.id desc limit 1`,
    [recipeRunId],
  );
  const bake = rows[0];
  return !bake || !(bake.wasRefused || NOT_OF_RECIPE.some((outcome) => outcome === bake.outcome));
}
