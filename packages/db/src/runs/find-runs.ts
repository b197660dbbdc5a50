import { sql } from 'kysely';
import type { Row } from '../entities/tables.ts';
import { all, build, first, isoOfNaive, isSameName } from '../statements.ts';
import type { Queryable } from '../transaction.ts';

type RunRow = Row<'reciperun'>;

/** A run as the worker needs it: with its feedstock and bakery by name. */
export interface RecipeRunRecord extends Pick<RunRow, 'id' | 'status' | 'conclusion'> {
  recipeId: string;
  bakery: string;
  feedstockId: number;
  feedstockSpec: string;
  headSha: string;
  isTest: boolean;
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
  dispatchKey: RunRow['dispatch_key'];
  /** UTC, ISO 8601. */
  startedAt: string;
  completedAt: string | null;
}

const records = build
  .selectFrom('reciperun as r')
  .innerJoin('bakery as b', 'b.id', 'r.bakery_id')
  .innerJoin('feedstock as f', 'f.id', 'r.feedstock_id')
  .select(({ ref }) => [
    'r.id',
    'r.recipe_id as recipeId',
    'b.name as bakery',
    'r.feedstock_id as feedstockId',
    'f.spec as feedstockSpec',
    'r.head_sha as headSha',
    'r.is_test as isTest',
    'r.status',
    'r.conclusion',
    'r.dataset_type as datasetType',
    'r.dataset_public_url as datasetPublicUrl',
    'r.pull_request as pullRequest',
    'r.clone_url as cloneUrl',
    'r.feedstock_subdir as feedstockSubdir',
    'r.requested_by as requestedBy',
    sql<number | null>`r.deployment_id::float8`.as('deploymentId'),
    'r.failure_reason as failureReason',
    'r.failure_traceback as failureTraceback',
    'r.bakery_job_name as bakeryJobName',
    'r.bakery_job_id as bakeryJobId',
    'r.dispatch_key as dispatchKey',
    isoOfNaive(ref('r.started_at'), 'us').as('startedAt'),
    isoOfNaive(ref('r.completed_at'), 'us').as('completedAt'),
  ]);

/** Those that this system registered, and not the original. */
const ours = records.where('r.dispatch_key', 'is not', null);

export function findRun(db: Queryable, id: number): Promise<RecipeRunRecord | null> {
  return first(db, records.where('r.id', '=', id));
}

export interface HeadOfRuns {
  feedstockSpec: string;
  headSha: string;
  isTest: boolean;
}

/** The runs of a commit that this system registered, newest first. */
export function findRunsOfHead(db: Queryable, head: HeadOfRuns): Promise<RecipeRunRecord[]> {
  return all(
    db,
    ours
      .where('f.spec', '=', head.feedstockSpec)
      .where('r.head_sha', '=', head.headSha)
      .where('r.is_test', '=', head.isTest)
      .orderBy('r.id', 'desc'),
  );
}

export interface PullRequestOfRuns {
  feedstockSpec: string;
  pullRequest: number;
}

/** The runs that this system registered for a pull request, of all its commits and of its merge, newest first. */
export function findRunsOfPullRequest(db: Queryable, of: PullRequestOfRuns): Promise<RecipeRunRecord[]> {
  return all(
    db,
    ours
      .where(({ ref }) => isSameName(ref('f.spec'), of.feedstockSpec))
      .where('r.pull_request', '=', of.pullRequest)
      .orderBy('r.id', 'desc'),
  );
}

/** The runs that a delivery started, in the order of their ids. */
export function findRunsOfDelivery(db: Queryable, deliveryId: string): Promise<RecipeRunRecord[]> {
  const started = build
    .selectFrom('journal')
    .select('recipe_run_id')
    .where('delivery_id', '=', deliveryId)
    .where('kind', '=', 'transition')
    .where('decision', '=', 'changed')
    .where('from_state', '=', 'queued');
  return all(db, records.where('r.id', 'in', started.$castTo<{ recipe_run_id: number }>()).orderBy('r.id'));
}

/** Production runs of a commit that are under way, waiting ones among them. */
export function findOpenProductions(
  db: Queryable,
  of: { feedstockSpec: string; headSha: string },
): Promise<RecipeRunRecord[]> {
  return all(
    db,
    ours
      .where(({ ref }) => isSameName(ref('f.spec'), of.feedstockSpec))
      .where('r.head_sha', '=', of.headSha)
      .where('r.is_test', '=', false)
      .where('r.status', '=', 'in_progress')
      .orderBy('r.id'),
  );
}

/**
 * The newest production run of each recipe of a feedstock, queued and running ones among them; what somebody cancelled
 * wrote nothing to the end.
 */
export function findNewestProductions(db: Queryable, feedstockSpec: string): Promise<RecipeRunRecord[]> {
  return all(
    db,
    ours
      .distinctOn('r.recipe_id')
      .where(({ ref }) => isSameName(ref('f.spec'), feedstockSpec))
      .where('r.is_test', '=', false)
      .where('r.conclusion', 'is distinct from', 'cancelled')
      .orderBy('r.recipe_id')
      .orderBy('r.id', 'desc'),
  );
}

export interface ProductionTarget {
  feedstockId: number;
  bakery: string;
  recipeId: string;
}

/**
 * The newest production run of the target that ended by itself, well or not; one that somebody cancelled says nothing
 * of the recipe.
 */
export function findLastProduction(
  db: Queryable,
  { feedstockId, bakery, recipeId }: ProductionTarget,
): Promise<RecipeRunRecord | null> {
  return first(
    db,
    ours
      .where('r.feedstock_id', '=', feedstockId)
      .where('b.name', '=', bakery)
      .where('r.recipe_id', '=', recipeId)
      .where('r.is_test', '=', false)
      .where('r.status', '=', 'completed')
      .where('r.conclusion', 'in', ['success', 'failure', 'timed_out', 'stale'])
      .orderBy('r.id', 'desc')
      .limit(1),
  );
}

/** From the start at the bakery to the end, in ms; null when either is not known. */
export async function findRunDuration(db: Queryable, runId: number): Promise<number | null> {
  const ms = sql<number | null>`(extract(epoch from
    (completed_at at time zone 'utc') - coalesce(submitted_at, dispatched_at)) * 1000)::float8`;
  const run = await first(db, build.selectFrom('reciperun').select(ms.as('ms')).where('id', '=', runId));
  return run?.ms ?? null;
}
