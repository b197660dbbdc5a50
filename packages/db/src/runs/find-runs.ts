import type { Queryable } from '../transaction.ts';
import type { RunConclusion, RunStatus } from './next-run-state.ts';

/** A run as the worker needs it: with its feedstock and bakery by name. */
export interface RecipeRunRecord {
  id: number;
  recipeId: string;
  bakery: string;
  feedstockId: number;
  feedstockSpec: string;
  headSha: string;
  isTest: boolean;
  status: RunStatus;
  conclusion: RunConclusion | null;
  datasetType: string | null;
  datasetPublicUrl: string | null;
  pullRequest: number | null;
  cloneUrl: string | null;
  feedstockSubdir: string | null;
  requestedBy: string | null;
  deploymentId: number | null;
  failureReason: string | null;
  /** As the bakery's logs had it. */
  failureTraceback: string | null;
  bakeryJobName: string | null;
  bakeryJobId: string | null;
  dispatchKey: string | null;
  /** UTC, ISO 8601. */
  startedAt: string;
  completedAt: string | null;
}

export const RUN_COLUMNS = `
  r.id, r.recipe_id as "recipeId", b.name as bakery, r.feedstock_id as "feedstockId", f.spec as "feedstockSpec",
  r.head_sha as "headSha", r.is_test as "isTest", r.status, r.conclusion, r.dataset_type as "datasetType",
  r.dataset_public_url as "datasetPublicUrl", r.pull_request as "pullRequest", r.clone_url as "cloneUrl",
  r.feedstock_subdir as "feedstockSubdir", r.requested_by as "requestedBy", r.deployment_id::float8 as "deploymentId",
  r.failure_reason as "failureReason", r.failure_traceback as "failureTraceback", r.bakery_job_name as "bakeryJobName", r.bakery_job_id as "bakeryJobId",
  r.dispatch_key as "dispatchKey",
  to_char(r.started_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "startedAt",
  to_char(r.completed_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "completedAt"`;

export const RUN_TABLES = 'reciperun r join bakery b on b.id = r.bakery_id join feedstock f on f.id = r.feedstock_id';

export async function findRun(db: Queryable, id: number): Promise<RecipeRunRecord | null> {
  const { rows } = await db.query<RecipeRunRecord>(`select ${RUN_COLUMNS} from ${RUN_TABLES} where r.id = $1`, [id]);
  return rows[0] ?? null;
}

export interface HeadOfRuns {
  feedstockSpec: string;
  headSha: string;
  isTest: boolean;
}

/** The runs of a commit that this system registered, newest first. */
export async function findRunsOfHead(db: Queryable, head: HeadOfRuns): Promise<RecipeRunRecord[]> {
  const { rows } = await db.query<RecipeRunRecord>(
    `select ${RUN_COLUMNS} from ${RUN_TABLES}
     where f.spec = $1 and r.head_sha = $2 and r.is_test = $3 and r.dispatch_key is not null order by r.id desc`,
    [head.feedstockSpec, head.headSha, head.isTest],
  );
  return rows;
}

export interface PullRequestOfRuns {
  feedstockSpec: string;
  pullRequest: number;
}

/** The runs that this system registered for a pull request, of all its commits and of its merge, newest first. */
export async function findRunsOfPullRequest(db: Queryable, of: PullRequestOfRuns): Promise<RecipeRunRecord[]> {
  const { rows } = await db.query<RecipeRunRecord>(
    `select ${RUN_COLUMNS} from ${RUN_TABLES}
     where lower(f.spec) = lower($1) and r.pull_request = $2 and r.dispatch_key is not null order by r.id desc`,
    [of.feedstockSpec, of.pullRequest],
  );
  return rows;
}

/** The runs that a delivery started, in the order of their ids. */
export async function findRunsOfDelivery(db: Queryable, deliveryId: string): Promise<RecipeRunRecord[]> {
  const { rows } = await db.query<RecipeRunRecord>(
    `select ${RUN_COLUMNS} from ${RUN_TABLES}
     where r.id in (
       select recipe_run_id from journal
       where delivery_id = $1 and kind = 'transition' and decision = 'changed' and from_state = 'queued')
     order by r.id`,
    [deliveryId],
  );
  return rows;
}

/** Production runs of a commit that are under way, waiting ones among them. */
export async function findOpenProductions(
  db: Queryable,
  of: { feedstockSpec: string; headSha: string },
): Promise<RecipeRunRecord[]> {
  const { rows } = await db.query<RecipeRunRecord>(
    `select ${RUN_COLUMNS} from ${RUN_TABLES}
     where lower(f.spec) = lower($1) and r.head_sha = $2 and not r.is_test and r.status = 'in_progress' and r.dispatch_key is not null
     order by r.id`,
    [of.feedstockSpec, of.headSha],
  );
  return rows;
}

/** The newest production run of each recipe of a feedstock, queued and running ones among them; what somebody cancelled wrote nothing to the end. */
export async function findNewestProductions(db: Queryable, feedstockSpec: string): Promise<RecipeRunRecord[]> {
  const { rows } = await db.query<RecipeRunRecord>(
    `select distinct on (r.recipe_id) ${RUN_COLUMNS} from ${RUN_TABLES}
     where lower(f.spec) = lower($1) and not r.is_test and r.dispatch_key is not null and r.conclusion is distinct from 'cancelled'
     order by r.recipe_id, r.id desc`,
    [feedstockSpec],
  );
  return rows;
}

export interface ProductionTarget {
  feedstockId: number;
  bakery: string;
  recipeId: string;
}

/** The newest production run of the target that ended by itself, well or not; one that somebody cancelled says nothing of the recipe. */
export async function findLastProduction(
  db: Queryable,
  { feedstockId, bakery, recipeId }: ProductionTarget,
): Promise<RecipeRunRecord | null> {
  const { rows } = await db.query<RecipeRunRecord>(
    `select ${RUN_COLUMNS} from ${RUN_TABLES}
     where r.feedstock_id = $1 and b.name = $2 and r.recipe_id = $3 and not r.is_test and r.dispatch_key is not null
       and r.status = 'completed' and r.conclusion in ('success', 'failure', 'timed_out', 'stale')
     order by r.id desc limit 1`,
    [feedstockId, bakery, recipeId],
  );
  return rows[0] ?? null;
}

/** From the start at the bakery to the end, in ms; null when either is not known. */
export async function findRunDuration(db: Queryable, runId: number): Promise<number | null> {
  const { rows } = await db.query<{ ms: number | null }>(
    `select (extract(epoch from (completed_at at time zone 'utc') - coalesce(submitted_at, dispatched_at)) * 1000)::float8 as ms
     from reciperun where id = $1`,
    [runId],
  );
  return rows[0]?.ms ?? null;
}
