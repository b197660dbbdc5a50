import type { Bakery, BakeryJob } from '@pangeo-forge/bakeries/bakery';
import { findRunsAtBakery, type RunAtBakery } from '@pangeo-forge/db/following/find-followed-run';
import { type ActiveJob, recordActiveJobs } from '@pangeo-forge/db/following/record-observation';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { pauseOfRunningJob } from './after-submission.ts';
import type { ReaperRules, ReconcileParts } from './reconcile-parts.ts';
import { HOUR_MS, SECOND_MS } from './reconcile-step.ts';

/** How often it is worth one question. */
export const LOOK_EVERY_MS: number = 15 * SECOND_MS;
/** Who would ask within this is spared it; long enough that the next look of ours comes first. */
const SOON_MS = 2 * LOOK_EVERY_MS;
const AT_LEAST_MS = 40 * SECOND_MS;
/** For one, its own question is as good, and tells more. */
const WORTH_IT = 2;
const MOST_RUNS = 1_000;
/** Its machines and what it used are told by its own question only. */
const ASK_ALONE_EVERY_MS = HOUR_MS / 2;

/**
 * Spares runs their own question to their bakery: where several would ask soon, all are looked for in the one list of jobs that have not ended. Who is
 * not in it asks by itself, as does everybody while the list cannot be had. Answers how many were seen.
 */
export async function observeActiveJobs(parts: ReconcileParts): Promise<number> {
  let seen = 0;
  for (const bakery of parts.bakeries.values()) {
    const rules = parts.rules.get(bakery.id);
    if (!bakery.observeActive || !rules || rules.ask_every_seconds * SECOND_MS < LOOK_EVERY_MS) continue;
    const runs = await findRunsAtBakery(parts.database.pool, bakery.id, MOST_RUNS);
    if (runs.filter(({ dueInMs }) => dueInMs < SOON_MS).length < WORTH_IT) continue;
    const jobs = await listed(parts, bakery);
    const active = runs.flatMap((run) => seenAmong(jobs, run, rules) ?? []);
    if (active.length > 0) await recordActiveJobs(parts.database.pool, active);
    seen += active.length;
  }
  return seen;
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

function seenAmong(jobs: ReadonlyMap<string, BakeryJob>, run: RunAtBakery, rules: ReaperRules): ActiveJob | null {
  const job = jobs.get(run.jobName);
  if (!job || (run.jobId !== null && run.jobId !== job.id)) return null;
  if (job.state !== 'pending' && job.state !== 'running') return null;
  const isKnownWell = job.state === 'pending' || (run.askedAloneMs ?? Infinity) < ASK_ALONE_EVERY_MS;
  const deadlineMs = rules.deadline_hours * HOUR_MS - run.submittedMs;
  if (!isKnownWell || deadlineMs <= AT_LEAST_MS) return null;
  const lookAgainMs = Math.min(deadlineMs, Math.max(AT_LEAST_MS, pauseOfRunningJob(run.submittedMs, rules)));
  return { runId: run.id, jobId: job.id, job: job.metadata, lookAgainMs };
}
