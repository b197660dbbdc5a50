import { DEFAULT_DATASET_TYPE } from '@pangeo-forge/shared/names/dataset';
import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import { writeJournal } from '../journal/journal.ts';
import { formatDispatchKey, parseDispatchKey } from '../names/dispatch-key.ts';
import { runSubject } from '../names/subject.ts';
import { all, build, first } from '../statements.ts';
import type { Queryable } from '../transaction.ts';
import { enqueueWork } from '../work/enqueue-work.ts';
import { reconciliationWork } from '../work/work.ts';
import { findRun, type RecipeRunRecord } from './find-runs.ts';
import { registerRun } from './register-run.ts';
import { setDeployment } from './set-run-target.ts';

export type RetryRequest =
  /** The new run, which the orchestrator starts. */
  | { outcome: 'registered'; runId: number; due: DueWork[] }
  /** An earlier retry of the run has not ended: that one counts. */
  | { outcome: 'asked_before'; runId: number }
  /** An earlier retry, of another commit, size or bakery, has not ended. */
  | { outcome: 'asked_for_another_commit'; runId: number }
  /** A test run is of its pull request's commit. */
  | { outcome: 'no_production_run' }
  | { outcome: 'not_ended' }
  /** The original registered it, and did not keep where its recipe came from. */
  | { outcome: 'source_unknown' }
  | { outcome: 'unknown_run' };

/** Where the recipe is taken from instead, as it was asked for and as GitHub resolved it. */
export interface RetryAt {
  ref: string;
  sha: string;
}

/** What is different from the run that ended; the rest stays. */
export interface RetryChanges {
  at?: RetryAt | null;
  /** A test run where false was, or the other way round; with where its commit is. */
  isTest?: boolean;
  cloneUrl?: string;
  bakeryId?: number;
  /**
   * How many retries whoever asks has seen, and this one: when it exists already, the request was sent twice. Without
   * it a request is new once the earlier retry has ended.
   */
  attempt?: number;
}

/** A queued run that waits for nobody's `/run`: its work of kind `reconciliations` starts it. */
export function startsUnasked(run: Pick<RecipeRunRecord, 'status' | 'dispatchKey'>): boolean {
  return run.status === 'queued' && parseDispatchKey(run.dispatchKey)?.by === 'api_retry';
}

/**
 * Registers a new run like the one that ended, of its commit or of another, and makes its start due as work of kind
 * `reconciliations` whose ref is the new run's id. Call it in a transaction, and wake the answer's `due` after the
 * commit.
 */
export async function requestRetry(
  db: Queryable,
  runId: number,
  actor: string,
  { at = null, attempt, ...changes }: RetryChanges = {},
): Promise<RetryRequest> {
  await first(db, build.selectFrom('reciperun').select('id').where('id', '=', runId).forUpdate());
  const run = await findRun(db, runId);
  if (!run) return { outcome: 'unknown_run' };
  if (run.status !== 'completed') return { outcome: 'not_ended' };
  if (!run.cloneUrl) return { outcome: 'source_unknown' };
  const isTest = changes.isTest ?? run.isTest;
  if (at && run.isTest && isTest) return { outcome: 'no_production_run' };
  const headSha = at?.sha ?? run.headSha;
  const retries = await all(
    db,
    build
      .selectFrom('reciperun')
      .select(['id', 'status', 'head_sha', 'is_test', 'bakery_id'])
      .where('retry_of', '=', runId)
      .orderBy('id', 'desc'),
  );
  const sentTwice = attempt === undefined ? undefined : retries.toReversed()[attempt - 1];
  if (sentTwice) return { outcome: 'asked_before', runId: sentTwice.id };
  const own = await first(db, build.selectFrom('reciperun').select('bakery_id').where('id', '=', runId));
  const bakeryId = changes.bakeryId ?? own?.bakery_id ?? 0;
  const open = retries.find(({ status }) => status !== 'completed');
  if (open) {
    const isSame = open.head_sha === headSha && open.is_test === isTest && open.bakery_id === bakeryId;
    return { outcome: isSame ? 'asked_before' : 'asked_for_another_commit', runId: open.id };
  }
  const isAlike = at === null && isTest === run.isTest;
  const again = {
    ...run,
    headSha,
    isTest,
    bakeryId,
    cloneUrl: changes.cloneUrl ?? run.cloneUrl,
    deploymentId: isAlike ? run.deploymentId : null,
  };
  const fresh = await registerLike(db, again, retries.length + 1, actor);
  await writeJournal(db, {
    kind: 'operation',
    subject: runSubject(runId),
    recipeRunId: runId,
    decision: 'ran',
    actor,
    reason: `asked to run it again${at ? ` at ${at.ref} (${at.sha})` : ''}${describe(run, again, own?.bakery_id)}, as run ${fresh.id}`,
  });
  const label = `start of run ${fresh.id}, a retry of run ${runId}`;
  const due = await enqueueWork(db, reconciliationWork(fresh.id, label));
  return { outcome: 'registered', runId: fresh.id, due: [due] };
}

function describe(
  run: RecipeRunRecord,
  again: { isTest: boolean; bakeryId: number },
  from: number | undefined,
): string {
  const size = again.isTest === run.isTest ? '' : again.isTest ? ', pruned' : ', in full';
  return `${size}${again.bakeryId === from ? '' : `, on bakery ${again.bakeryId}`}`;
}

/** How many retries of the run there were. */
export async function countRetries(db: Queryable, runId: number): Promise<number> {
  const ids = build.selectFrom('reciperun').select('id').where('retry_of', '=', runId);
  return (await all(db, ids)).length;
}

async function registerLike(
  db: Queryable,
  run: RecipeRunRecord & { cloneUrl: string; bakeryId: number },
  number: number,
  actor: string,
): Promise<RecipeRunRecord> {
  const fresh = await registerRun(db, {
    dispatchKey: formatDispatchKey({ by: 'api_retry', runId: run.id, number }),
    recipeId: run.recipeId,
    bakeryId: run.bakeryId,
    feedstockId: run.feedstockId,
    headSha: run.headSha,
    isTest: run.isTest,
    datasetType: run.datasetType ?? DEFAULT_DATASET_TYPE,
    cloneUrl: run.cloneUrl,
    feedstockSubdir: run.feedstockSubdir,
    pullRequest: run.pullRequest,
    requestedBy: actor,
    retryOf: run.id,
  });
  if (run.deploymentId !== null) await setDeployment(db, fresh.id, run.deploymentId);
  return fresh;
}
