import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { DeploymentConfig } from '@pangeo-forge/testkit/deployment/write-deployment-config';
import { withReleasers } from '@pangeo-forge/shared/process/releasers';
import { registerFeedstock } from '@pangeo-forge/testkit/deployment/register-feedstock';
import type { TcpProxy } from '@pangeo-forge/testkit/network/tcp-proxy';
import { standInRunner } from '@pangeo-forge/testkit/runner/stand-in-runner';
import type { ProcessName } from '../fault-plan.ts';
import { writeChaosConfig } from './chaos-config.ts';
import { populateGitHub, stagedRecipesOf } from './populate-github.ts';
import { chooseServiceUrls, startProcesses } from './start-processes.ts';
import { startWorld, type World, type WorldOptions } from './start-world.ts';
import type { SupervisedProcess } from './supervised-process.ts';

const DEPLOYMENT = 'pforge-local-chaos';
const MIGRATE = fileURLToPath(new URL('../../../../packages/launcher/src/migrate.ts', import.meta.url));

export interface ChaosStageOptions extends WorldOptions {
  /** Accounts with the App installed: GitHub's limits count for each. */
  organizations: number;
  /** Where what the processes say is kept; else it goes with everything else. */
  logFolder?: string | null | undefined;
}

/** The whole system as processes of their own, each reached through something that can be cut. */
export interface ChaosStage extends Omit<World, 'folder'> {
  organizations: readonly string[];
  appId: number;
  webhookUrl: string;
  webhookSecret: string;
  apiUrl: string;
  processes: Record<ProcessName, SupervisedProcess>;
  stop(): Promise<void>;
}

export function startChaosStage(options: ChaosStageOptions): Promise<ChaosStage> {
  return withReleasers(async (releasers) => {
    const { folder, ...world } = await startWorld(releasers, options);
    const urls = await chooseServiceUrls();
    const webhookUrl = `${urls['webhook-gateway']}/github/hooks/`;
    const { app, organizations } = await populateGitHub(world.github, { ...options, webhookUrl, appName: DEPLOYMENT });
    const config = await writeChaosConfig(
      { folder, deployment: DEPLOYMENT, app },
      {
        apiUrl: through(world.google.dataflow.url, world.links.dataflow),
        projectId: world.google.dataflow.projectId,
        certsUrl: world.google.certsUrl,
      },
    );
    const ingest = urls['status-ingest'];
    world.google.connect(
      { push: `${ingest}/dataflow/push`, form: `${ingest}/dataflow/notifications` },
      app.webhookSecret,
    );
    const environment = environmentOf(world, config);
    await promisify(execFile)(process.execPath, [MIGRATE], { env: environment });
    const processes = await startProcesses(releasers, urls, environment, options.logFolder ?? folder);
    for (const organization of organizations)
      await registerFeedstock(urls.api, config.apiKey, stagedRecipesOf(organization));
    return {
      ...world,
      organizations,
      appId: app.id,
      webhookUrl,
      webhookSecret: app.webhookSecret,
      apiUrl: urls.api,
      processes,
      stop: () => releasers.releaseAll(),
    };
  });
}

function environmentOf(
  { postgres, redis, github, links }: Omit<World, 'folder'>,
  { configDir }: DeploymentConfig,
): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    DATABASE_URL: through(postgres.url, links.postgres),
    REDIS_URL: through(redis.url, links.redis),
    PANGEO_FORGE_DEPLOYMENT: DEPLOYMENT,
    PANGEO_FORGE_CONFIG_DIR: configDir,
    GITHUB_API_URL: through(github.apiUrl, links.github),
    GITHUB_SERVER_URL: github.serverUrl,
    PANGEO_FORGE_RUNNER: standInRunner,
    PANGEO_FORGE_SANDBOX: 'process',
    RUNNER_SLOTS: '2',
  };
}

function through(url: string, proxy: TcpProxy): string {
  const changed = new URL(url);
  changed.port = String(proxy.port);
  return changed.href.replace(/\/$/, '');
}
