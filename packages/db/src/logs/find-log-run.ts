import { sql } from 'kysely';
import type { Row } from '../entities/tables.ts';
import { build, first, isoOfNaive, isSameName } from '../statements.ts';
import type { Queryable } from '../transaction.ts';

export interface LogRun extends Pick<Row<'reciperun'>, 'id' | 'status' | 'conclusion' | 'message'> {
  bakery: string;
  failureReason: string | null;
  /** What the recipe raised, as the runner or the bakery's logs have it. */
  traceback: string | null;
  jobName: string | null;
  jobId: string | null;
  /** When it was dispatched, or else registered: ISO 8601, UTC. */
  since: string;
}

/** `message`: the original kept the job's name and id there. */
const logRuns = build
  .selectFrom('reciperun as r')
  .innerJoin('bakery as b', 'b.id', 'r.bakery_id')
  .innerJoin('feedstock as f', 'f.id', 'r.feedstock_id')
  .select(({ selectFrom, fn }) => [
    'r.id',
    'b.name as bakery',
    'r.status',
    'r.conclusion',
    'r.failure_reason as failureReason',
    fn
      .coalesce(
        selectFrom('runner_invocation')
          .select('traceback')
          .whereRef('recipe_run_id', '=', 'r.id')
          .orderBy('id', 'desc')
          .limit(1),
        'r.failure_traceback',
      )
      .as('traceback'),
    'r.bakery_job_name as jobName',
    'r.bakery_job_id as jobId',
    'r.message',
    isoOfNaive(sql<string>`coalesce(r.dispatched_at at time zone 'utc', r.started_at)`, 's').as('since'),
  ]);

export function findLogRun(db: Queryable, id: number): Promise<LogRun | null> {
  return first(db, logRuns.where('r.id', '=', sql<number>`${id}::bigint`));
}

export interface RecipeOfCommit {
  feedstockSpec: string;
  /** Full, or at least its first seven digits. */
  commit: string;
  recipeId: string;
}

/** The newest run of a recipe at a commit. */
export async function findLogRunOf(
  db: Queryable,
  { feedstockSpec, commit, recipeId }: RecipeOfCommit,
): Promise<LogRun | null> {
  if (!/^[0-9a-z]{7,64}$/i.test(commit)) return null;
  return first(
    db,
    logRuns
      .where(({ ref }) => isSameName(ref('f.spec'), feedstockSpec))
      .where('r.head_sha', 'like', `${commit}%`)
      .where('r.recipe_id', '=', recipeId)
      .orderBy('r.id', 'desc')
      .limit(1),
  );
}
