import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { execa } from 'execa';
import { goodRecipe } from '@pangeo-forge/runner-worker/testing/pull-request-life';
import {
  DEPLOYMENT,
  type FlowStage,
  STAGED_RECIPES,
  startFlowStage,
} from '@pangeo-forge/runner-worker/testing/flow-stage';

const MAIN = fileURLToPath(import.meta.resolve('@pangeo-forge/launcher/main'));

let stage: FlowStage;

beforeAll(async () => {
  stage = await startFlowStage({ startWorkers: false });
  await ensureFeedstock(stage.database.pool, STAGED_RECIPES);
});

afterAll(() => stage.stop());

/** A worker process of role `orchestrate`, as it is deployed. */
function startWorkerProcess() {
  return execa(process.execPath, [MAIN, 'worker'], {
    env: {
      DATABASE_URL: stage.databaseUrl,
      REDIS_URL: stage.redis.url,
      PANGEO_FORGE_DEPLOYMENT: DEPLOYMENT,
      PANGEO_FORGE_CONFIG_DIR: stage.config.configDir,
      GITHUB_API_URL: stage.github.apiUrl,
    },
    reject: false,
    stdin: 'ignore',
    buffer: false,
  });
}

test('a worker that is stopped in the middle of a request for longer than its lease, and then woken, doubles nothing', async () => {
  const { github, database } = stage;
  const isPaused = Promise.withResolvers<void>();
  const paused = startWorkerProcess();
  let log = '';
  paused.stdout?.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  try {
    await waitFor(() => log.includes('worker is ready'), { describe: () => log });
    github.faults.add({
      method: 'POST',
      path: /check-runs$/,
      times: 1,
      when: 'before',
      respond: { after: isPaused.promise },
    });
    const fork = await github.fork(STAGED_RECIPES, 'contributor');
    const files = goodRecipe('recipes/noaa');
    const head = await github.commit({ repo: fork, branch: 'noaa', message: 'Add', author: 'contributor', files });
    const pull = { repo: STAGED_RECIPES, head: 'contributor:noaa', title: 'Add NOAA', as: 'contributor' };
    await github.openPullRequest(pull);
    await waitFor(() => github.faults.hits() === 1, { describe: () => log });
    paused.kill('SIGSTOP');
    isPaused.resolve();
    const checks = () => github.repository(STAGED_RECIPES).checkRuns(head);
    await waitFor(() => checks().length === 1);

    await database.pool.query(`update work set lease_until = now() - interval '1 second' where state = 'leased'`);
    await stage.startOrchestrator();
    await stage.startRunner();
    const isDone = () => checks().some(({ conclusion }) => conclusion === 'success');
    await waitFor(isDone, { describe: () => checks() });

    paused.kill('SIGCONT');
    await waitFor(() => log.includes('the lease was lost'), { describe: () => log });
    expect(checks()).toHaveLength(1);
    const { rows: failed } = await database.pool.query(`select label, last_error from work where state = 'failed'`);
    expect(failed).toEqual([]);
    const { rows: effects } = await database.pool.query(`select state from effect`);
    expect(effects.every(({ state }) => state === 'done')).toBe(true);
  } finally {
    paused.kill('SIGKILL');
    await paused;
  }
});
