import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Database, openDatabase } from '@pangeo-forge/db/open-database';
import type { RequestLimits } from '@pangeo-forge/github/request-budget';
import { createOrchestrateWorker } from '../orchestrate.ts';
import type { OrchestrateConfig } from '../orchestrate-config.ts';
import { createRunWorker } from '../run.ts';
import { createHttpService } from '@pangeo-forge/service/http-service';
import { loadBakeries } from '@pangeo-forge/shared/config/load-bakeries';
import { loadSecrets } from '@pangeo-forge/shared/config/load-secrets';
import { createReleasers } from '@pangeo-forge/shared/process/releasers';
import type { Service } from '@pangeo-forge/shared/process/service';
import { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import { appManifest } from '@pangeo-forge/github/app-manifest';
import { type LoopbackGitHub, startLoopbackGitHub } from '@pangeo-forge/loopback-github/loopback-github';
import { populateGitHub } from '@pangeo-forge/loopback-github/populate-github';
import { createMigratedDatabase } from '@pangeo-forge/db/testing/migrated-database';
import { createTestRedis, type TestRedis } from '@pangeo-forge/testkit/redis/create-test-redis';
import { webhookGateway } from '@pangeo-forge/webhook-gateway/service';
import { type Logger, pino } from 'pino';
import { stringify } from 'yaml';
import { createScriptedRunner, type ScriptedRunner } from './scripted-runner.ts';

export const ORGANIZATION = 'pangeo-forge';
export const STAGED_RECIPES = `${ORGANIZATION}/staged-recipes`;
export const DEPLOYMENT = 'pforge-local-test';

/** The whole way of a contribution in one process: gateway, worker in both roles, a GitHub on loopback; only the runner is scripted. */
export interface FlowStage {
  github: LoopbackGitHub;
  database: Database;
  databaseUrl: string;
  redis: TestRedis;
  runner: ScriptedRunner;
  gatewayUrl: string;
  webhookSecret: string;
  /** The App, and its installation on the organization. */
  app: { id: number; installation: number };
  /** Of role `orchestrate`. */
  config: OrchestrateConfig;
  /** A worker of role `orchestrate`, started; several may work at once. */
  startOrchestrator(): Promise<Service>;
  /** A worker of role `run`, started. */
  startRunner(): Promise<Service>;
  stop(): Promise<void>;
}

export interface FlowStageOptions {
  effectSettleMs?: number;
  logger?: Logger;
  runOnlyOn?: string[];
  /** `pforge-local-test` unless given. */
  deployment?: string;
  /** Plenty by default: a test tells in seconds what takes people hours. */
  requestLimits?: RequestLimits;
  /** Sections of the bakery's file that are other than usual. */
  bakery?: Record<string, unknown>;
  /** Where datasets are read. */
  publicUrl?: string;
  /** Workers of both roles are started unless false. */
  startWorkers?: boolean;
}

const PLENTY: RequestLimits = {
  points: { points: 1e6, seconds: 60 },
  contentShort: { points: 1e6, seconds: 60 },
  contentLong: { points: 1e6, seconds: 60 },
};

/** Where GitHub and the gateway would give up after seconds: a slow machine is no fault of a test. */
const HANGS_AFTER_MS = 5 * 60_000;

export async function startFlowStage(options: FlowStageOptions = {}): Promise<FlowStage> {
  const logger = options.logger ?? pino({ level: 'silent' });
  const releasers = createReleasers();
  const folder = await mkdtemp(path.join(tmpdir(), 'flow-stage-'));
  releasers.add(() => rm(folder, { recursive: true, force: true }));
  const [testDatabase, redis, github] = await Promise.all([
    createMigratedDatabase(),
    createTestRedis(),
    startLoopbackGitHub({ webhookLimitMs: HANGS_AFTER_MS }),
  ]);
  releasers.add(() => testDatabase.drop());
  releasers.add(() => redis.stop());
  releasers.add(() => github.stop());
  const database = openDatabase({ url: testDatabase.url, poolSize: 2 });
  releasers.add(() => database.close());
  const app = await populate(github);
  const deployment = options.deployment ?? DEPLOYMENT;
  await writeConfig(folder, deployment, app, options);
  const secrets = await loadSecrets(folder, deployment);
  const servers = { databaseUrl: testDatabase.url, redisUrl: redis.url, poolSize: 4 };
  const limits = { bodyLimitMs: HANGS_AFTER_MS, recordLimitMs: HANGS_AFTER_MS, retryForMs: HANGS_AFTER_MS };
  const { webhookSecrets } = secrets.githubApp;
  const gateway = createHttpService({ ...servers, port: 0 }, [webhookGateway({ webhookSecrets, limits })], logger);
  await gateway.start();
  releasers.add(() => gateway.stop());
  const gatewayUrl = `http://127.0.0.1:${gateway.port()}`;
  github.setWebhookUrl(app.id, `${gatewayUrl}/github/hooks/`);
  const runner = createScriptedRunner();
  const config: OrchestrateConfig = {
    configDir: folder,
    deployment,
    secrets,
    githubApiUrl: github.apiUrl,
    reviewHost: null,
    publicUrl: null,
    frontendUrl: null,
    runPermission: 'write',
    effectSettleMs: options.effectSettleMs ?? 50,
    requestLimits: options.requestLimits ?? PLENTY,
    resolveHost: async (host) => Promise.reject(new Error(`nobody asks for ${host} in a test`)),
  };

  const startWorker = async (worker: Service) => {
    await worker.start();
    releasers.add(() => worker.stop());
    return worker;
  };
  const stage: FlowStage = {
    github,
    database,
    databaseUrl: testDatabase.url,
    redis,
    runner,
    gatewayUrl,
    webhookSecret: app.webhookSecret,
    app: { id: app.id, installation: app.installation },
    config,
    startOrchestrator: () => startWorker(createOrchestrateWorker({ ...servers, ...config, concurrency: 4 }, logger)),
    startRunner: async () => {
      const bakeries = await loadBakeries({ configDir: folder, deployment, withSecretArguments: true });
      const parts = { runner, bakeries, redactor: new Redactor(), host: 'test' };
      return startWorker(createRunWorker({ ...servers, ...parts, slots: 2 }, logger));
    },
    stop: () => releasers.releaseAll(),
  };
  if (options.startWorkers !== false) {
    await stage.startOrchestrator();
    await stage.startRunner();
  }
  return stage;
}

async function populate(github: LoopbackGitHub) {
  github.createUser('stranger');
  const { default_permissions: permissions, default_events: events } = appManifest({
    name: DEPLOYMENT,
    url: 'http://localhost',
  });
  const { app } = await populateGitHub(github, {
    organization: ORGANIZATION,
    app: { name: DEPLOYMENT, permissions, events },
  });
  return app;
}

async function writeConfig(
  folder: string,
  deployment: string,
  app: { id: number; slug: string; privateKey: string; webhookSecret: string },
  { runOnlyOn, bakery: sections, publicUrl }: Pick<FlowStageOptions, 'runOnlyOn' | 'bakery' | 'publicUrl'>,
): Promise<void> {
  for (const name of ['bakeries', 'secrets']) await mkdir(path.join(folder, name));
  const githubApp = { app_name: app.slug, id: app.id, private_key: app.privateKey, webhook_secret: app.webhookSecret };
  const secrets = {
    fastapi: { PANGEO_FORGE_API_KEY: 'an-api-key-for-tests' },
    github_app: { ...githubApp, ...(runOnlyOn ? { run_only_on: runOnlyOn } : {}) },
  };
  await writeFile(path.join(folder, 'secrets', `config.${deployment}.yaml`), stringify(secrets));
  const bakery = {
    Bake: { bakery_class: 'pangeo_forge_runner.bakery.local.LocalDirectBakery' },
    TargetStorage: {
      fsspec_class: 'fsspec.implementations.local.LocalFileSystem',
      root_path: `${folder}/data/{subpath}`,
      public_url: publicUrl ?? 'https://data.example.org/{root_path}',
    },
    InputCacheStorage: {
      fsspec_class: 'fsspec.implementations.local.LocalFileSystem',
      root_path: `${folder}/cache`,
    },
    ...sections,
  };
  await writeFile(path.join(folder, 'bakeries', `local.${deployment}.yaml`), stringify(bakery));
}
