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
