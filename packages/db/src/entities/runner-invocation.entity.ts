import { defineEntity, p } from '@mikro-orm/core';
import type { Subject } from '../names/subject.ts';
import { Timestamptz } from './times.ts';

const time = () => p.type(Timestamptz).$type<string>();

export type InvocationState = 'waiting' | 'running' | 'ended';

export type InvocationOutcome =
  | 'succeeded'
  | 'failed'
  | 'timed_out'
  | 'out_of_memory'
  | 'output_limit'
  | 'cancelled'
  /** The bakery did not take the job. */
  | 'refused'
  /** By an error of ours. */
  | 'not_run';

/** What the role `run` is asked to do. It holds no secret: those come from the bakery's config. */
export interface InvocationRequest {
  repoUrl: string;
  ref: string;
  feedstockSubdir: string | null;
  bake?: {
    recipeId: string;
    bakery: string;
    jobName: string;
    prune: boolean;
    /** Fills `{subpath}` in the bakery's storage. */
    subpath: string;
    datasetType: string;
  };
}

/** One call of `pangeo-forge-runner`. */
export const RunnerInvocationEntity = defineEntity({
  name: 'RunnerInvocation',
  tableName: 'runner_invocation',
  properties: {
    id: p.bigint('string').primary().autoincrement(),
    /** The same key is never invoked twice. */
    key: p.text(),
    kind: p.text().$type<'expand_meta' | 'bake'>(),
    /** Whose waiting work is woken when it ends. */
    subject: p.text().$type<Subject>(),
    recipe_run_id: p.integer().nullable(),
    request: p.json().$type<InvocationRequest>(),
    state: p.text().$type<InvocationState>().defaultRaw(`'waiting'`),
    outcome: p.text().$type<InvocationOutcome>().nullable(),
    exit_code: p.integer().nullable(),
    /** expand_meta: the completed meta. bake: what the runner reported of the submitted job. */
    result: p.json().$type<unknown>().nullable(),
    failure_reason: p.text().nullable(),
    traceback: p.text().nullable(),
    peak_memory_bytes: p.bigint('string').nullable(),
    duration_ms: p.integer().nullable(),
    host: p.text().nullable(),
    process_group: p.integer().nullable(),
    cancel_requested_at: time().nullable(),
    created_at: time().defaultRaw('now()'),
    admitted_at: time().nullable(),
    started_at: time().nullable(),
    ended_at: time().nullable(),
    /** Since when, and why, its bakery does not take its job for the moment. */
    refused_at: time().nullable(),
    refusal: p.text().nullable(),
    /** Why it may exceed a budget, while it waits for an approval. */
    held: p.text().nullable(),
    /** Who let it start all the same. */
    approved_by: p.text().nullable(),
    own_faults: p.integer().defaultRaw('0'),
  },
});
