import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readBudgets } from '@pangeo-forge/github/read-budgets';
import { createRequestBudget } from '@pangeo-forge/github/request-budget';
import { readEnvironment } from '@pangeo-forge/shared/config/environment';
import { createReleasers } from '@pangeo-forge/shared/process/releasers';
import { connectRedis } from '@pangeo-forge/shared/queues/redis-connection';
import { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import { startLoopbackGitHub } from '@pangeo-forge/loopback-github/loopback-github';
import { populateGitHub } from '@pangeo-forge/loopback-github/populate-github';
import { createMigratedDatabase } from '@pangeo-forge/db/testing/migrated-database';
import { createTestRedis } from '@pangeo-forge/testkit/redis/create-test-redis';
import { pino } from 'pino';
import { writeDeploymentConfig } from '@pangeo-forge/testkit/deployment/write-deployment-config';
import { deploymentOf } from '../src/processes/deployment.ts';
import { createApiProcess } from '../src/processes/api.process.ts';
import { createProcessParts } from '../src/processes/process-parts.ts';

const DEPLOYMENT = 'pforge-local-api-budget';
const logger = pino({ level: 'silent' });
const releasers = createReleasers();
let url: string;
let redis: ReturnType<typeof connectRedis>;

beforeAll(async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'api-request-budget-'));
  releasers.add(() => rm(folder, { recursive: true, force: true }));
  const [database, server, github] = await Promise.all([
    createMigratedDatabase(),
    createTestRedis(),
    startLoopbackGitHub(),
  ]);
  releasers.add(() => Promise.all([database.drop(), server.stop(), github.stop()]));
  const { app } = await populateGitHub(github, { app: { name: DEPLOYMENT } });
  const { configDir } = await writeDeploymentConfig({ folder, deployment: DEPLOYMENT, app, bakeryId: 'local' });
  const environment = readEnvironment({
    PORT: '0',
    PANGEO_FORGE_DEPLOYMENT: DEPLOYMENT,
    PANGEO_FORGE_CONFIG_DIR: configDir,
    GITHUB_API_URL: github.apiUrl,
  });
  const deployment = deploymentOf(environment, { databaseUrl: database.url, redisUrl: server.url });
  const api = await createApiProcess(
    createProcessParts({ deployment, variables: {}, redactor: new Redactor(), logger }),
  );
  await api.start();
  releasers.add(() => api.stop());
  url = `http://127.0.0.1:${api.port()}`;
  redis = connectRedis(server.url, 'produce', logger);
  releasers.add(() => redis.disconnect());
});
afterAll(() => releasers.releaseAll());

test('what the API asks of GitHub counts in the budget that the workers share', async () => {
  expect((await fetch(`${url}/github/hooks/deliveries`)).status).toBe(200);
  const ofApp = (await readBudgets(redis)).find(({ scope, limit }) => scope === 'app' && limit === 'points');
  expect(ofApp).toMatchObject({ left: 849, of: 850 });
});

test('during GitHub’s pause the API sends it nothing either, and answers when to retry', async () => {
  await createRequestBudget(redis).pause('app', 600_000);
  const answer = await fetch(`${url}/github/hooks/deliveries/1`);
  expect([answer.status, await answer.json()]).toEqual([429, { detail: expect.stringContaining('rate limits') }]);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(30);
});
