import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { openDatabase } from '@pangeo-forge/db/open-database';
import { writeDeploymentConfig } from '@pangeo-forge/testkit/deployment/write-deployment-config';
import { createReleasers } from '@pangeo-forge/shared/process/releasers';
import { afterALook } from '@pangeo-forge/loopback-github/after-a-look';
import { type LoopbackGitHub, startLoopbackGitHub } from '@pangeo-forge/loopback-github/loopback-github';
import { populateGitHub } from '@pangeo-forge/loopback-github/populate-github';
import { recipeFiles } from '@pangeo-forge/testkit/recipes/recipe-files';
import { standInRunner } from '@pangeo-forge/testkit/runner/stand-in-runner';
import type { OrchestrateWorkerConfig } from '../drain/worker.program.ts';
import { startProgram } from '../processes/start-program.ts';
import type { RunnerRoleConfig } from '../runner/runner-role.program.ts';
import { type BenchServers, startBenchServers } from '../servers/bench-servers.ts';

export const REPOSITORY = 'pangeo-forge/staged-recipes';
export const RECIPE = 'sea-surface-temperature';
export const WORKERS = 2;
const DEPLOYMENT = 'pforge-local-bench';
const BAKERY = 'local';

/** A GitHub that can be broken, the gateway, two workers and role `run`, which all stay whole. */
export interface OutageStage {
  github: LoopbackGitHub;
  query: BenchServers['query'];
  /** A pull request with a recipe. */
  contribute(name: string): Promise<{ number: number; head: string }>;
  stop(): Promise<void>;
}

export async function startOutageStage(): Promise<OutageStage> {
  const releasers = createReleasers();
  const folder = await mkdtemp(path.join(tmpdir(), 'pangeo-forge-outage-'));
  releasers.add(() => rm(folder, { recursive: true, force: true }));
  const { databaseUrl, redisUrl, query, stop } = await startBenchServers();
  releasers.add(stop);
  const github = await startLoopbackGitHub({ now: afterALook });
  releasers.add(() => github.stop());
  const { app } = await populateGitHub(github, { app: { name: DEPLOYMENT } });
  await github.fork(REPOSITORY, 'contributor');
  const { configDir } = await writeDeploymentConfig({ folder, deployment: DEPLOYMENT, app, bakeryId: BAKERY });
  const database = openDatabase({ url: databaseUrl, poolSize: 1 });
  await ensureFeedstock(database.pool, REPOSITORY);
  await database.close();

  const gateway = await startProgram<{ port: number }>(new URL('../webhooks/gateway.program.ts', import.meta.url), {
    databaseUrl,
    redisUrl,
    secret: app.webhookSecret,
  });
  releasers.add(() => gateway.stop());
  github.setWebhookUrl(app.id, `http://127.0.0.1:${gateway.ready.port}/github/hooks/`);
  const common = { databaseUrl, redisUrl, configDir, deployment: DEPLOYMENT };
  const orchestrate: OrchestrateWorkerConfig = { ...common, apiUrl: github.apiUrl };
  for (let count = 0; count < WORKERS; count++) {
    const worker = await startProgram(new URL('../drain/worker.program.ts', import.meta.url), orchestrate);
    releasers.add(() => worker.stop());
  }
  const foldersDir = path.join(folder, 'invocations');
  await mkdir(foldersDir);
  const run: RunnerRoleConfig = { ...common, executable: standInRunner, foldersDir, slots: 2 };
  const runner = await startProgram(new URL('../runner/runner-role.program.ts', import.meta.url), run);
  releasers.add(() => runner.stop());
  return {
    github,
    query,
    contribute: (name) => contribute(github, name),
    stop: () => releasers.releaseAll(),
  };
}

async function contribute(github: LoopbackGitHub, name: string): Promise<{ number: number; head: string }> {
  const sample = await recipeFiles(RECIPE, { sourceUrl: 'http://127.0.0.1:1', bakeryId: BAKERY });
  const head = await github.commit({
    repo: 'contributor/staged-recipes',
    branch: name,
    from: 'main',
    message: name,
    author: 'contributor',
    files: Object.fromEntries(Object.entries(sample).map(([file, content]) => [`recipes/${name}/${file}`, content])),
  });
  const pull = { repo: REPOSITORY, head: `contributor:${name}`, title: `Add ${name}`, as: 'contributor' };
  return { number: (await github.openPullRequest(pull)).number, head };
}
