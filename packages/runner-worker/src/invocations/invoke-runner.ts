import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { bakeryKindOf } from '@pangeo-forge/bakeries/bakery-kind';
import type { Bakery, BakeryJob } from '@pangeo-forge/bakeries/bakery';
import { createBakeries } from '@pangeo-forge/bakeries/create-bakeries';
import { runnerConfigOf } from '@pangeo-forge/bakeries/runner-config';
import { targetRootPath } from '@pangeo-forge/bakeries/storage-paths';
import { findInvocation, type Invocation } from '@pangeo-forge/db/invocations/find-invocation';
import { markInvocationRunning } from '@pangeo-forge/db/invocations/run-invocation-records';
import type { Database } from '@pangeo-forge/db/open-database';
import { findRun } from '@pangeo-forge/db/runs/find-runs';
import type { LeasedWork } from '@pangeo-forge/db/work/work';
import type { BakeryConfig } from '@pangeo-forge/shared/config/load-bakeries';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { Waker } from '@pangeo-forge/shared/queues/waker';
import type { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import type { Logger } from 'pino';
import type { WorkHandler } from '../work/work-handler.ts';
import { awaitTurn } from './await-turn.ts';
import { concludeInvocation } from './conclude-invocation.ts';
import { findSubmission, type Submission } from './find-submission.ts';
import { createLogWriter } from './log-writer.ts';
import type {
  RecipeRunner,
  RunnerLimits,
  RunnerRequest,
  RunnerResult,
} from '@pangeo-forge/recipe-runner/runner/recipe-runner';
import { waitForRepository } from './wait-for-repository.ts';
import { secretFilesFor } from './secret-files-for.ts';
import { watchCancellation } from './watch-cancellation.ts';

/** What role `run` has: no key to GitHub among it. */
export interface InvocationParts {
  database: Database;
  waker: Waker;
  runner: RecipeRunner;
  bakeries: ReadonlyMap<string, BakeryConfig>;
  /** JSON of the service account that submits Dataflow jobs: only bakes for such a bakery get it. */
  googleCredentials?: string | null;
  redactor: Redactor;
  host: string;
  logger: Logger;
}

const MOST_ATTEMPTS = 3;
const HOUR_MS = 3_600_000;
const EXPAND_LIMITS: RunnerLimits = {
  wallTimeMs: 5 * 60_000,
  outputBytes: 64 * 1024 * 1024,
  memoryBytes: 2 * 1024 ** 3,
};
const BAKE_OUTPUT_BYTES = 2 * 1024 ** 3;

const NO_SUBMISSION: Submission = { outcome: 'none' };

/**
 * Work of kind `invocations`: one call of pangeo-forge-runner, from a clean start each time, to an end that is recorded. A bake elsewhere that was begun
 * before is looked for at its bakery first, so that no job is submitted twice.
 */
export function invokeRunner(parts: InvocationParts): WorkHandler {
  const { googleCredentials } = parts;
  const adapters = createBakeries(parts.bakeries, { google: googleCredentials ? { json: googleCredentials } : null });
  return async ({ work, signal }) => {
    const invocation = await findInvocation(parts.database.pool, { id: work.ref });
    if (!invocation || invocation.state === 'ended') return;
    const { bake } = invocation.request;
    const config = bake ? parts.bakeries.get(bake.bakery) : undefined;
    const elsewhere = bake && takesJobs(adapters.get(bake.bakery));
    const wasBegun = invocation.state === 'running';
    let submission = elsewhere && wasBegun ? await findSubmission(elsewhere, invocation) : NO_SUBMISSION;
    let result = submission.outcome === 'none' ? await whyNotRun(parts, invocation, work) : FOUND_AGAIN;
    if (!result) {
      if (config) await awaitTurn({ pool: parts.database.pool, waker: parts.waker }, invocation, config);
      result = await callRunner(parts, invocation, work, signal);
      if (elsewhere) submission = await findSubmission(elsewhere, invocation);
    }
    signal.throwIfAborted();
    if (submission.outcome === 'none') waitForRepository(invocation, result);
    if (result.fault === 'ours' && submission.outcome === 'none' && work.attempts < MOST_ATTEMPTS) {
      throw new AppError('unavailable', result.reason ?? 'The runner could not be run here.');
    }
    if (elsewhere && submission.outcome === 'found') await cancelOrphan(parts, elsewhere, invocation, submission.job);
    await parts.waker.wake(await concludeInvocation(parts.database.pool, invocation, result, config, submission));
  };
}

/** The run ended while its job was being submitted: nobody would ask for the job any more. */
async function cancelOrphan(
  { database }: InvocationParts,
  bakery: Bakery,
  { recipeRunId }: Invocation,
  job: BakeryJob,
): Promise<void> {
  const run = recipeRunId === null ? null : await findRun(database.pool, recipeRunId);
  if (run?.status !== 'completed' || run.conclusion === 'success') return;
  await bakery.cancel({ jobName: job.name, jobId: job.id, since: new Date(run.startedAt) });
}

/** The bakery, if the runner's exit only means that it took a job. */
function takesJobs(bakery: Bakery | undefined): Bakery | undefined {
  return bakery && !bakery.blocking ? bakery : undefined;
}

/** What ends the invocation without a call. */
async function whyNotRun(
  { database, bakeries }: InvocationParts,
  invocation: Invocation,
  work: LeasedWork,
): Promise<RunnerResult | null> {
  if (invocation.cancelRequested) return notRun('cancelled', 'It was cancelled before it started.');
  if (work.lostLeases >= MOST_ATTEMPTS) {
    return notRun(
      'failed',
      `The process that runs recipes died ${MOST_ATTEMPTS} times while it was at this one. Its memory may not be enough for the recipe; the operators of this deployment can see more.`,
    );
  }
  const { bake } = invocation.request;
  if (!bake) return null;
  if (!bakeries.has(bake.bakery))
    return notRun('failed', `The bakery ${bake.bakery} is not configured on the machine that runs recipes.`);
  const run = invocation.recipeRunId === null ? null : await findRun(database.pool, invocation.recipeRunId);
  return run?.status === 'completed' ? notRun('cancelled', 'The run had ended before it started.') : null;
}

async function callRunner(
  parts: InvocationParts,
  invocation: Invocation,
  work: LeasedWork,
  signal: AbortSignal,
): Promise<RunnerResult> {
  const { pool } = parts.database;
  const { request, limits } = await prepare(parts, invocation, work);
  await markInvocationRunning(pool, invocation.id, parts.host);
  const log = createLogWriter({
    pool,
    redactor: parts.redactor,
    invocationId: invocation.id,
    attempt: work.attempts,
    onError: (error) => parts.logger.warn({ err: error, invocationId: invocation.id }, 'log lines were lost'),
  });
  const cancellation = watchCancellation(pool, invocation.id);
  try {
    const result = await parts.runner.run(request, {
      onLine: log.write,
      signal: AbortSignal.any([signal, cancellation.cancelled]),
      limits,
    });
    return redacted(result, parts.redactor);
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid_input') return notRun('failed', error.publicMessage);
    throw error;
  } finally {
    cancellation.end();
    await log.close();
  }
}

async function prepare(
  parts: InvocationParts,
  { id, kind, request }: Invocation,
  work: LeasedWork,
): Promise<{ request: RunnerRequest; limits: RunnerLimits }> {
  const base = {
    kind,
    invocationId: id,
    repoUrl: request.repoUrl,
    ref: request.ref,
    ...(request.feedstockSubdir ? { feedstockSubdir: request.feedstockSubdir } : {}),
  };
  const { bake } = request;
  const bakery = bake ? parts.bakeries.get(bake.bakery) : undefined;
  if (!bake || !bakery) return { request: base, limits: EXPAND_LIMITS };
  const local = bakeryKindOf(bakery.file) === 'local';
  const output = targetRootPath(bakery.file, bake.subpath);
  if (local) await cleanOutput(output, bake.prune || work.attempts > 1);
  return {
    request: {
      ...base,
      recipeId: bake.recipeId,
      jobName: bake.jobName,
      prune: bake.prune,
      config: runnerConfigOf(bakery.file, bake),
      ...(bakery.file.PangeoForge.runner_line ? { runnerLine: bakery.file.PangeoForge.runner_line } : {}),
      ...(local ? { localOutputDirs: [path.dirname(output)] } : {}),
      secretFiles: secretFilesFor(bakery.file, parts.googleCredentials ?? null),
    },
    limits: { wallTimeMs: bakery.file.PangeoForge.deadline_hours * HOUR_MS, outputBytes: BAKE_OUTPUT_BYTES },
  };
}

/**
 * A try that died may have left half a store. A production dataset stays readable until its successor overwrites it. The folder around it is what the
 * sandbox lets the recipe write: a store is removed and made anew by its writer, which a mount point does not allow.
 */
async function cleanOutput(directory: string, discard: boolean): Promise<void> {
  if (discard) await rm(directory, { recursive: true, force: true });
  await mkdir(path.dirname(directory), { recursive: true });
}

function redacted(result: RunnerResult, redactor: Redactor): RunnerResult {
  return {
    ...result,
    reason: result.reason === null ? null : redactor.redact(result.reason),
    traceback: result.traceback === null ? null : redactor.redact(result.traceback),
  };
}

/** An earlier call submitted the job, or may have. */
const FOUND_AGAIN: RunnerResult = {
  outcome: 'succeeded',
  exitCode: null,
  signal: null,
  reason: null,
  fault: null,
  traceback: null,
  peakMemoryBytes: null,
  durationMs: 0,
};

function notRun(outcome: 'failed' | 'cancelled', reason: string): RunnerResult {
  return {
    outcome,
    exitCode: null,
    signal: null,
    reason,
    fault: 'unknown',
    traceback: null,
    peakMemoryBytes: null,
    durationMs: 0,
  };
}
