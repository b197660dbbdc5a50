import type { DataflowJob } from '@pangeo-forge/testkit/dataflow/dataflow-job';
import type { LoopbackGitHub } from '@pangeo-forge/loopback-github/loopback-github';
import type { Client } from 'pg';
import type { Contribution } from '../people/story.ts';

/**
 * What the checker sees: the tables, what GitHub and Dataflow show, what people did, and what was answered. No code of
 * the services.
 */
export interface Witnessed {
  client: Client;
  github: LoopbackGitHub;
  organizations: readonly string[];
  jobs: readonly DataflowJob[];
  /** Deliveries that were answered 202, by whomever they were sent. */
  acknowledged: readonly string[];
  contributions: readonly Contribution[];
  /** When role `run` was killed. */
  runnerKilledMs: readonly number[];
}

/** A run as the database shows it. */
export interface WitnessedRun {
  id: number;
  repo: string;
  recipe: string;
  bakery: string;
  isTest: boolean;
  headSha: string;
  pullRequest: number | null;
  status: string;
  conclusion: string | null;
  reason: string | null;
  jobName: string | null;
  cancelRequested: boolean;
  /** Since 1970. */
  dispatchedMs: number | null;
  completedMs: number | null;
}

export async function readRuns({ client }: Pick<Witnessed, 'client'>): Promise<WitnessedRun[]> {
  const { rows } = await client.query<WitnessedRun>(
    `select r.id, f.spec as repo, r.recipe_id as recipe, b.name as bakery, r.is_test as "isTest", r.head_sha as "headSha",
       r.pull_request as "pullRequest", r.status, r.conclusion, r.failure_reason as reason, r.bakery_job_name as "jobName",
       r.cancel_requested_at is not null as "cancelRequested",
       (extract(epoch from r.dispatched_at) * 1000)::float8 as "dispatchedMs",
       (extract(epoch from r.completed_at at time zone 'utc') * 1000)::float8 as "completedMs"
     from reciperun r join feedstock f on f.id = r.feedstock_id join bakery b on b.id = r.bakery_id order by r.id`,
  );
  return rows;
}

/** What role `run` was at was killed under it three times: it is given up then, and that is promised, too. */
export function wasGivenUp(
  { runnerKilledMs }: Pick<Witnessed, 'runnerKilledMs'>,
  reason: string | null,
  [fromMs, toMs]: [number, number],
): boolean {
  return (
    Boolean(reason?.includes('died 3 times')) && runnerKilledMs.filter((ms) => ms >= fromMs && ms <= toMs).length >= 3
  );
}

/** Says it when the two are not the same. */
export function unlessSame(what: string, got: unknown, wanted: unknown): string[] {
  const [found, expected] = [JSON.stringify(got), JSON.stringify(wanted)];
  return found === expected ? [] : [`${what}: ${found}, not ${expected}`];
}

/** How often each key comes, of those that come more than once. */
export function repeated(keys: readonly string[]): string[] {
  return [...new Set(keys.filter((key, index) => keys.indexOf(key) !== index))];
}
