import type { Database } from '@pangeo-forge/db/open-database';
import { type RunningRun, startRunningRun } from '@pangeo-forge/db/testing/running-run';

/** A test run in progress in the first feedstock, whose runner prints what the test wants. */
export function startRun({ pool }: Pick<Database, 'pool'>, key: string): Promise<RunningRun> {
  return startRunningRun(pool, {
    dispatchKey: key,
    recipeId: `agency/${key}`,
    bakeryId: 1,
    feedstockId: 1,
    headSha: 'abcdef0123456789abcdef0123456789abcdef01',
    isTest: true,
    cloneUrl: 'https://github.com/a/b.git',
    pullRequest: 1,
  });
}
