import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureBakery } from '@pangeo-forge/db/bakeries/bakery';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { type Database, openDatabase } from '@pangeo-forge/db/open-database';
import { createReleasers } from '@pangeo-forge/shared/process/releasers';
import { type LoopbackGitHub, startLoopbackGitHub } from '@pangeo-forge/loopback-github/loopback-github';
import { populateGitHub } from '@pangeo-forge/loopback-github/populate-github';
import { createMigratedDatabase } from '@pangeo-forge/db/testing/migrated-database';
import { createTestRedis } from '@pangeo-forge/testkit/redis/create-test-redis';
import { type RunningRun, startRunningRun } from '@pangeo-forge/db/testing/running-run';
import { startApi } from './start-api.ts';

export const ORGANIZATION = 'forge';

/** A deployment with its GitHub, and a folder to work in. */
export interface Stage {
  github: LoopbackGitHub;
  database: Database;
  folder: string;
  url: string;
  apiKey: string;
  webhookSecret: string;
  privateKey: string;
  /** Of an operator's shell. */
  variables: Record<string, string>;
  stop(): Promise<void>;
}

export async function startStage(): Promise<Stage> {
  const releasers = createReleasers();
  const [postgres, redis, github] = await Promise.all([
    createMigratedDatabase(),
    createTestRedis(),
    startLoopbackGitHub(),
  ]);
  releasers.add(() => postgres.drop());
  releasers.add(() => redis.stop());
  releasers.add(() => github.stop());
  const { app } = await populateGitHub(github, {
    organization: ORGANIZATION,
    app: { name: 'pforge-local-cli', webhookUrl: 'http://127.0.0.1:1/' },
  });
  const database = openDatabase({ url: postgres.url, poolSize: 2 });
  releasers.add(() => database.close());
  const api = await startApi({ databaseUrl: postgres.url, redisUrl: redis.url, github: { ...github, app } });
  releasers.add(() => api.stop());
  const folder = await mkdtemp(path.join(tmpdir(), 'cli-stage-'));
  releasers.add(() => rm(folder, { recursive: true, force: true }));
  const { url, apiKey, variables } = api;
  const { webhookSecret, privateKey } = app;
  return { github, database, folder, url, apiKey, webhookSecret, privateKey, variables, stop: releasers.releaseAll };
}

/** A production run in progress whose runner prints what the test wants. */
export async function startRun({ database: { pool } }: Pick<Stage, 'database'>, key: string): Promise<RunningRun> {
  const bakeryId = await ensureBakery(pool, { name: 'local', region: 'here', description: 'This machine' });
  const { id: feedstockId } = await ensureFeedstock(pool, `${ORGANIZATION}/sst-feedstock`);
  return startRunningRun(pool, { dispatchKey: key, recipeId: key, bakeryId, feedstockId, isTest: false });
}
