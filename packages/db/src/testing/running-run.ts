import { createInvocation } from '../invocations/invocation.ts';
import { writeLogChunk } from '../logs/write-log.ts';
import type { DispatchKey } from '../names/dispatch-key.ts';
import { runSubject } from '../names/subject.ts';
import { type NewRun, registerRun } from '../runs/register-run.ts';
import { transitionRun } from '../runs/transition-run.ts';
import type { Pool } from 'pg';

/** The fields that a test must give; the dispatch key is also the invocation's key. */
type GivenRun = Pick<NewRun, 'recipeId' | 'bakeryId' | 'feedstockId' | 'isTest'> &
  Omit<Partial<NewRun>, 'dispatchKey'> & { dispatchKey: string };

export interface RunningRun {
  id: number;
  headSha: string;
  /** Stores one chunk of complete lines, as the worker does. */
  print(lines: string, severity?: string): Promise<void>;
  succeed(datasetPublicUrl: string): Promise<void>;
  fail(reason: string, traceback?: string): Promise<void>;
}

/** A run in progress whose runner prints what the test wants. */
export async function startRunningRun(pool: Pool, given: GivenRun): Promise<RunningRun> {
  const run: NewRun = {
    headSha: 'e'.repeat(40),
    datasetType: 'zarr',
    cloneUrl: 'https://git.invalid/a.git',
    feedstockSubdir: null,
    pullRequest: null,
    requestedBy: null,
    ...given,
    dispatchKey: given.dispatchKey as DispatchKey,
  };
  const { id } = await registerRun(pool, run);
  await transitionRun(pool, id, { type: 'dispatched', actor: 'maintainer' });
  const invocation = await createInvocation(pool, {
    key: run.dispatchKey,
    kind: 'bake',
    subject: runSubject(id),
    recipeRunId: id,
    request: { repoUrl: 'x', ref: run.headSha, feedstockSubdir: null },
    label: run.dispatchKey,
  });
  let sequence = 0;
  return {
    id,
    headSha: run.headSha,
    print: (lines, severity = 'INFO') =>
      writeLogChunk(pool, { invocationId: invocation.id, attempt: 1, sequence: sequence++, lines, severity }),
    async succeed(datasetPublicUrl) {
      await transitionRun(pool, id, { type: 'succeeded', actor: 'worker', datasetPublicUrl });
    },
    async fail(reason, traceback) {
      await pool.query('update runner_invocation set traceback = $2 where id = $1', [invocation.id, traceback ?? null]);
      await transitionRun(pool, id, { type: 'failed', actor: 'worker', reason });
    },
  };
}
