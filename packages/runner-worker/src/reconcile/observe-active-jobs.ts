import type { Bakery, BakeryJob } from '@pangeo-forge/bakeries/bakery';
import { findRunsAtBakery, type RunAtBakery } from '@pangeo-forge/db/following/find-followed-run';
import { type ActiveJob, recordActiveJobs } from '@pangeo-forge/db/following/record-observation';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { pauseOfRunningJob } from './after-submission.ts';
import type { ReaperRules, ReconcileParts } from './reconcile-parts.ts';
import { HOUR_MS, SECOND_MS } from './reconcile-step.ts';

/** How often the list of active jobs is read. */
export const CHECK_EVERY_MS: number = 15 * SECOND_MS;
/** Runs that are due within this time are covered: long enough for the next list to come first. */
const SOON_MS = 2 * CHECK_EVERY_MS;
const AT_LEAST_MS = 40 * SECOND_MS;
/** For a single run, its own request is as good and returns more. */
const MIN_RUNS = 2;
const MAX_RUNS = 1_000;
/** A job's machines and usage come only with its own request. */
const OWN_REQUEST_EVERY_MS = HOUR_MS / 2;

/**
 * Saves requests to bakeries: where several runs are due soon, all are searched in one list of the jobs that have not
 * ended. Runs that are not in the list, or all while it is not available, make their own request. Returns how many were
 * found.
 */
export async function observeActiveJobs(parts: ReconcileParts): Promise<number> {
  let found = 0;
  for (const bakery of parts.bakeries.values()) {
    const rules = parts.rules.get(bakery.id);
    if (!bakery.observeActive || !rules || rules.ask_every_seconds * SECOND_MS < CHECK_EVERY_MS) continue;
    const runs = await findRunsAtBakery(parts.database.pool, bakery.id, MAX_RUNS);
    if (runs.filter(({ dueInMs }) => dueInMs < SOON_MS).length < MIN_RUNS) continue;
    const jobs = await listed(parts, bakery);
    const active = runs.flatMap((run) => findAmong(jobs, run, rules) ?? []);
    if (active.length > 0) await recordActiveJobs(parts.database.pool, active);
    found += active.length;
  }
  return found;
}

async function listed({ logger }: ReconcileParts, bakery: Bakery): Promise<ReadonlyMap<string, BakeryJob>> {
  try {
    const jobs = (await bakery.observeActive?.()) ?? [];
    return new Map(jobs.map((job) => [job.name, job]));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    logger.warn({ bakery: bakery.id, context: error.context }, `its jobs could not be listed: ${error.publicMessage}`);
    return new Map();
  }
}

function findAmong(jobs: ReadonlyMap<string, BakeryJob>, run: RunAtBakery, rules: ReaperRules): ActiveJob | null {
  const job = jobs.get(run.jobName);
  if (!job || (run.jobId !== null && run.jobId !== job.id)) return null;
  if (job.state !== 'pending' && job.state !== 'running') return null;
  const isKnownWell = job.state === 'pending' || (run.askedAloneMs ?? Infinity) < OWN_REQUEST_EVERY_MS;
  const deadlineMs = rules.deadline_hours * HOUR_MS - run.submittedMs;
  if (!isKnownWell || deadlineMs <= AT_LEAST_MS) return null;
  const checkAgainMs = Math.min(deadlineMs, Math.max(AT_LEAST_MS, pauseOfRunningJob(run.submittedMs, rules)));
  return { runId: run.id, jobId: job.id, job: job.metadata, lookAgainMs: checkAgainMs };
}
