import type { Queryable } from '../transaction.ts';

export interface LogRun {
  id: number;
  bakery: string;
  status: string;
  conclusion: string | null;
  failureReason: string | null;
  /** What the recipe raised, as the runner or the bakery's logs tell. */
  traceback: string | null;
  jobName: string | null;
  jobId: string | null;
  /** The original kept the job's name and id here. */
  message: string | null;
  /** When it was dispatched, or else registered: ISO 8601, UTC. */
  since: string;
}

const LOG_RUN = `select r.id, b.name as bakery, r.status, r.conclusion, r.failure_reason as "failureReason",
    coalesce(
      (select traceback from runner_invocation where recipe_run_id = r.id order by id desc limit 1), r.failure_traceback
    ) as traceback,
    r.bakery_job_name as "jobName", r.bakery_job_id as "jobId", r.message,
    to_char(coalesce(r.dispatched_at at time zone 'utc', r.started_at), 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as since
  from reciperun r join bakery b on b.id = r.bakery_id join feedstock f on f.id = r.feedstock_id`;

export async function findLogRun(db: Queryable, id: number): Promise<LogRun | null> {
  const { rows } = await db.query<LogRun>(`${LOG_RUN} where r.id = $1::bigint`, [id]);
  return rows[0] ?? null;
}

export interface RecipeOfCommit {
  feedstockSpec: string;
  /** Whole, or at least its first seven digits. */
  commit: string;
  recipeId: string;
}

/** The newest run of a recipe at a commit. */
export async function findLogRunOf(
  db: Queryable,
  { feedstockSpec, commit, recipeId }: RecipeOfCommit,
): Promise<LogRun | null> {
  if (!/^[0-9a-z]{7,64}$/i.test(commit)) return null;
  const { rows } = await db.query<LogRun>(
    `${LOG_RUN} where lower(f.spec) = lower($1) and r.head_sha like $2 and r.recipe_id = $3 order by r.id desc limit 1`,
    [feedstockSpec, `${commit}%`, recipeId],
  );
  return rows[0] ?? null;
}
