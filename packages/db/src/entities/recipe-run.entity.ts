import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { DispatchKey } from '../names/dispatch-key.ts';
import type { RunConclusion, RunStatus } from '../runs/next-run-state.ts';
import { NaiveTimestamp, Timestamptz } from './times.ts';

const naive = () => p.type(NaiveTimestamp).$type<string>();
const time = () => p.type(Timestamptz).$type<string>();

export const RecipeRunEntity = defineEntity({
  name: 'RecipeRun',
  tableName: 'reciperun',
  properties: {
    id: p.integer().primary().autoincrement(),
    recipe_id: p.string(),
    bakery_id: p.integer(),
    feedstock_id: p.integer(),
    head_sha: p.string(),
    version: p.string(),
    started_at: naive(),
    completed_at: naive().nullable(),
    conclusion: p.string().$type<RunConclusion>().nullable(),
    status: p.string().$type<RunStatus>(),
    is_test: p.boolean(),
    message: p.string().nullable(),
    dataset_type: p.string().nullable(),
    dataset_public_url: p.string().nullable(),
    /** Null: the original registered it. */
    dispatch_key: p.text().$type<DispatchKey>().nullable(),
    retry_of: p.integer().nullable(),
    pull_request: p.integer().nullable(),
    clone_url: p.text().nullable(),
    feedstock_subdir: p.text().nullable(),
    requested_by: p.text().nullable(),
    dispatched_at: time().nullable(),
    deployment_id: p.bigint('string').nullable(),
    bakery_job_name: p.text().nullable(),
    bakery_job_id: p.text().nullable(),
    bakery_job: p.json().$type<Record<string, unknown>>().nullable(),
    failure_reason: p.text().nullable(),
    observed_at: time().nullable(),
    corrected_at: time().nullable(),
    target_url: p.text().nullable(),
    submitted_at: time().nullable(),
    /** Its bakery reported success; what it wrote is inspected from then on. */
    baked_at: time().nullable(),
    cancel_requested_at: time().nullable(),
    cancel_requested_by: p.text().nullable(),
    failure_traceback: p.text().nullable(),
    /** The run as the API serves it: Postgres renders it whenever the row is written. */
    served: p.text().nullable().generated('(null::text) stored').lazy(),
  },
});

export type RecipeRun = InferEntity<typeof RecipeRunEntity>;
