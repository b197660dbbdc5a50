import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { runnerConfigOf } from '@pangeo-forge/bakeries/runner-config';
import { localCachePaths, targetFolder } from '@pangeo-forge/bakeries/storage-paths';
import { nextLogAttempt } from '@pangeo-forge/db/logs/write-log';
import { isCancellationRequested, markInvocationRunning } from '@pangeo-forge/db/invocations/invocation-progress';
import type { RunPhase } from '@pangeo-forge/db/names/run-phase';
import { enterPhase } from '@pangeo-forge/db/runs/run-phases';
import type { Pool } from '@pangeo-forge/db/open-database';
import type {
  Activity,
  RunnerLimits,
  RunnerRequest,
  RunnerResult,
} from '@pangeo-forge/recipe-runner/runner/recipe-runner';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import type { RunnerCall } from './invocation-parts.ts';
import { notRun } from './invocation-result.ts';
import { createLogWriter } from './log-writer.ts';

const HOUR_MS = 3_600_000;
const EXPAND_LIMITS: RunnerLimits = {
  wallTimeMs: 5 * 60_000,
  outputBytes: 64 * 1024 * 1024,
  memoryBytes: 2 * 1024 ** 3,
};
const BAKE_OUTPUT_BYTES = 2 * 1024 ** 3;

/**
 * Calls the runner from a clean start, stores its log and redacts its result. Kills it when the lease is lost or it is
 * cancelled.
 */
export async function callRunner(call: RunnerCall): Promise<RunnerResult> {
  const { parts, invocation, work, signal } = call;
  const { pool } = parts.database;
  const { request, limits } = await prepare(call);
  await markInvocationRunning(pool, invocation.id, parts.host);
  const log = createLogWriter({
    pool,
    redactor: parts.redactor,
    invocationId: invocation.id,
    attempt: await nextLogAttempt(pool, invocation.id, work.attempts),
    onError: (error) => parts.logger.warn({ err: error, invocationId: invocation.id }, 'log lines were lost'),
  });
  const cancellation = watchCancellation(pool, invocation.id);
  const phases = watchPhases(call);
  try {
    const result = await parts.runner.run(request, {
      onLine: log.write,
      onActivity: phases.onActivity,
      signal: AbortSignal.any([signal, cancellation.cancelled]),
      limits,
    });
    return redacted(result, parts.redactor);
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid_input') return notRun('failed', error.publicMessage);
    throw error;
  } finally {
    cancellation.end();
    await phases.stored();
    await log.close();
  }
}

/** Stores when the phases of a run begin. A phase that cannot be stored stops nothing. */
function watchPhases({ parts, invocation, bakery }: RunnerCall) {
  const { recipeRunId: runId } = invocation;
  let last = Promise.resolve();
  return {
    onActivity(activity: Activity): void {
      const baking = bakery?.adapter.runnerExit === 'job_submitted' ? 'submit' : 'bake';
      const phase = activity === 'it was being baked' ? baking : PHASES[activity];
      if (runId === null) return;
      last = last
        .then(() => enterPhase(parts.database.pool, runId, phase))
        .catch((error: unknown) => parts.logger.warn({ err: error, recipeRunId: runId }, 'a phase was not stored'));
    },
    stored: () => last,
  };
}

const PHASES: Record<Exclude<Activity, 'it was being baked'>, RunPhase> = {
  'its repository was being fetched': 'clone',
  'its packages were being installed': 'environment',
  'its recipes were being read': 'read',
};

async function prepare({
  invocation,
  bakery,
  work,
}: RunnerCall): Promise<{ request: RunnerRequest; limits: RunnerLimits }> {
  const { id, kind, request } = invocation;
  const base = {
    kind,
    invocationId: id,
    repoUrl: request.repoUrl,
    ref: request.ref,
    ...(request.feedstockSubdir ? { feedstockSubdir: request.feedstockSubdir } : {}),
  };
  const { bake } = request;
  if (!bake || !bakery) return { request: base, limits: EXPAND_LIMITS };
  const { adapter, config } = bakery;
  const { file } = config;
  const bakesHere = adapter.runnerExit !== 'job_submitted';
  const output = bakesHere ? targetFolder(file, bake.subpath) : null;
  if (output !== null) await cleanOutput(output, bake.prune || work.attempts > 1);
  const outputDirs = output === null ? [] : [path.dirname(output)];
  return {
    request: {
      ...base,
      recipeId: bake.recipeId,
      jobName: bake.jobName,
      prune: bake.prune,
      config: runnerConfigOf(file, bake),
      ...(file.PangeoForge.runner_line ? { runnerLine: file.PangeoForge.runner_line } : {}),
      ...(bakesHere ? { localOutputDirs: [...outputDirs, ...localCachePaths(file, bake.subpath)] } : {}),
      ...(file.PangeoForge.script_targets ? { allowedTargets: file.PangeoForge.script_targets } : {}),
      ...(file.PangeoForge.dask_scheduler ? { daskScheduler: file.PangeoForge.dask_scheduler } : {}),
      secretFiles: adapter.secretFiles,
    },
    limits: { wallTimeMs: file.PangeoForge.deadline_hours * HOUR_MS, outputBytes: BAKE_OUTPUT_BYTES },
  };
}

/**
 * A try that died may have left half a store. A production dataset stays readable until its successor overwrites it.
 * The folder around it is what the sandbox lets the recipe write: a store is removed and made anew by its writer, which
 * a mount point does not allow.
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
    ...(result.printed === undefined ? {} : { printed: redactor.redact(result.printed) }),
  };
}

const CHECK_EVERY_MS = 1_000;

/** Aborts when the cancellation of the invocation is requested. */
export function watchCancellation(pool: Pool, invocationId: string): { cancelled: AbortSignal; end: () => void } {
  const controller = new AbortController();
  const timer = setInterval(() => {
    isCancellationRequested(pool, invocationId).then(
      (requested) => {
        if (requested) controller.abort(new Error('this run was cancelled'));
      },
      () => {},
    );
  }, CHECK_EVERY_MS);
  return { cancelled: controller.signal, end: () => clearInterval(timer) };
}
