import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Database, openDatabase } from '@pangeo-forge/db/open-database';
import { createOrchestrateWorker } from '../orchestrate.ts';
import type { OrchestrateConfig } from '../orchestrate-config.ts';
import { createRunWorker, type RunConfig } from '../run.ts';
import { createHttpService } from '@pangeo-forge/service/http-service';
import { loadBakeries } from '@pangeo-forge/shared/config/load-bakeries';
import { createReleasers } from '@pangeo-forge/shared/process/releasers';
import type { Service } from '@pangeo-forge/shared/process/service';
import { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import { type LoopbackGitHub, startLoopbackGitHub } from '@pangeo-forge/loopback-github/loopback-github';
import { createMigratedDatabase } from '@pangeo-forge/db/testing/migrated-database';
import { createTestRedis, type TestRedis } from '@pangeo-forge/testkit/redis/create-test-redis';
import { webhookGateway } from '@pangeo-forge/webhook-gateway/service';
import { type Logger, pino } from 'pino';
import { createTestApp, testConfig, type TestConfigOptions } from './configured-app.ts';
import { createScriptedRunner, type ScriptedRunner } from './scripted-runner.ts';
import { createStandInInspector, type StandInInspector } from './stand-in-inspector.ts';

export { DEPLOYMENT, ORGANIZATION, STAGED_RECIPES } from './configured-app.ts';

/** The system in one process: gateway, workers of both roles, a GitHub on loopback. Only the runner and the inspector
 * are stand-ins. */
export interface FlowStage {
  github: LoopbackGitHub;
  database: Database;
  databaseUrl: string;
  redis: TestRedis;
  runner: ScriptedRunner;
  inspector: StandInInspector;
  gatewayUrl: string;
  webhookSecret: string;
  /** How far GitHub's clock, and with it everybody's comments, is ahead of ours. */
  githubClock: { aheadMs: number };
  /** The App, and its installation on the organization. */
  app: { id: number; installation: number };
  /** Of role `orchestrate`. */
  config: OrchestrateConfig;
  /** A worker of role `orchestrate`, started; several may work at once. */
  startOrchestrator(): Promise<Service>;
  /** A worker of role `run`, started; it announces a sandbox and logs in as another user only when that is given. */
  startRunner(options?: Pick<RunConfig, 'sandbox'> & { databaseUrl?: string }): Promise<Service>;
  stop(): Promise<void>;
}

export interface FlowStageOptions extends TestConfigOptions {
  logger?: Logger;
  /** Workers of both roles are started unless false. */
  startWorkers?: boolean;
}

/** In place of the seconds after which GitHub and the gateway give up: a slow machine must not fail a test. */
const HANGS_AFTER_MS = 5 * 60_000;

/** People look at a check before they comment: here they write their comments later, and nobody waits. */
const PEOPLE_LOOK_FOR_MS = 90_000;

export async function startFlowStage(options: FlowStageOptions = {}): Promise<FlowStage> {
  const logger = options.logger ?? pino({ level: 'silent' });
  const releasers = createReleasers();
  const githubClock = { aheadMs: PEOPLE_LOOK_FOR_MS };
  const folder = await mkdtemp(path.join(tmpdir(), 'flow-stage-'));
  releasers.add(() => rm(folder, { recursive: true, force: true }));
  const [testDatabase, redis, github] = await Promise.all([
    createMigratedDatabase(),
    createTestRedis(),
    startLoopbackGitHub({
      webhookLimitMs: HANGS_AFTER_MS,
      now: () => new Date(Date.now() + githubClock.aheadMs),
    }),
  ]);
  releasers.add(() => testDatabase.drop());
  releasers.add(() => redis.stop());
  releasers.add(() => github.stop());
  const database = openDatabase({ url: testDatabase.url, poolSize: 2 });
  releasers.add(() => database.close());
  const app = await createTestApp(github);
  const config = await testConfig(folder, github, app, options);
  const servers = { databaseUrl: testDatabase.url, redisUrl: redis.url, poolSize: 4 };
  const limits = { bodyLimitMs: HANGS_AFTER_MS, recordLimitMs: HANGS_AFTER_MS, retryForMs: HANGS_AFTER_MS };
  const { webhookSecrets } = config.secrets.githubApp;
  const gateway = createHttpService({ ...servers, port: 0 }, [webhookGateway({ webhookSecrets, limits })], logger);
  await gateway.start();
  releasers.add(() => gateway.stop());
  const gatewayUrl = `http://127.0.0.1:${gateway.port()}`;
  github.setWebhookUrl(app.id, `${gatewayUrl}/github/hooks/`);
  const runner = createScriptedRunner();
  const inspector = createStandInInspector();

  const startWorker = async (worker: Service) => {
    await worker.start();
    releasers.add(() => worker.stop());
    return worker;
  };
  const stage: FlowStage = {
    github,
    githubClock,
    database,
    databaseUrl: testDatabase.url,
    redis,
    runner,
    inspector,
    gatewayUrl,
    webhookSecret: app.webhookSecret,
    app: { id: app.id, installation: app.installation },
    config,
    startOrchestrator: () => startWorker(createOrchestrateWorker({ ...servers, ...config, concurrency: 4 }, logger)),
    startRunner: async (options = {}) => {
      const bakeries = await loadBakeries({ ...config, withSecretArguments: true });
      const parts = { runner, inspector, isLocalDeployment: true, bakeries, redactor: new Redactor(), host: 'test' };
      return startWorker(createRunWorker({ ...servers, ...parts, slots: 2, ...options }, logger));
    },
    stop: () => releasers.releaseAll(),
  };
  if (options.startWorkers !== false) {
    await stage.startOrchestrator();
    await stage.startRunner();
  }
  return stage;
}
