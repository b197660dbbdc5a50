import { createInvocation } from '@pangeo-forge/db/invocations/create-invocation';
import { writeLogChunk } from '@pangeo-forge/db/invocations/write-log-chunk';
import type { Database } from '@pangeo-forge/db/open-database';
import { registerRun } from '@pangeo-forge/db/runs/register-run';
import { transitionRun } from '@pangeo-forge/db/runs/transition-run';

export interface RunningRun {
  id: number;
  headSha: string;
  /** Stores one chunk of whole lines, as the worker does. */
  print(lines: string, severity?: string): Promise<void>;
  fail(reason: string, traceback?: string): Promise<void>;
}

/** A run in progress whose runner prints what the test wants. */
export async function startRun(database: Database, key: string): Promise<RunningRun> {
  const { pool } = database;
  const headSha = 'abcdef0123456789abcdef0123456789abcdef01';
  const { id } = await registerRun(pool, {
    dispatchKey: key,
    recipeId: `agency/${key}`,
    bakeryId: 1,
    feedstockId: 1,
    headSha,
    isTest: true,
    datasetType: 'zarr',
    cloneUrl: 'https://github.com/a/b.git',
    feedstockSubdir: null,
    pullRequest: 1,
    requestedBy: null,
  });
  await transitionRun(pool, id, { type: 'dispatched', actor: 'maintainer' });
  const invocation = await createInvocation(pool, {
    key,
    kind: 'bake',
    subject: `run ${id}`,
    recipeRunId: id,
    request: { repoUrl: 'x', ref: headSha, feedstockSubdir: null },
    label: key,
  });
  let sequence = 0;
  return {
    id,
    headSha,
    print: (lines, severity = 'INFO') =>
      writeLogChunk(pool, { invocationId: invocation.id, attempt: 1, sequence: sequence++, lines, severity }),
    async fail(reason, traceback) {
      await pool.query('update runner_invocation set traceback = $2 where id = $1', [invocation.id, traceback ?? null]);
      await transitionRun(pool, id, { type: 'failed', actor: 'worker', reason });
    },
  };
}
