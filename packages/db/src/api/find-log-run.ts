import type { Queryable } from '../transaction.ts';

export interface LogRun {
  id: number;
  bakery: string;
  status: string;
  conclusion: string | null;
  failureReason: string | null;
  /** Of the recipe's newest call, when it raised. */
  traceback: string | null;
}

const LOG_RUN = `select r.id, b.name as bakery, r.status, r.conclusion, r.failure_reason as "failureReason",
    (select traceback from runner_invocation where recipe_run_id = r.id order by id desc limit 1) as traceback
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
