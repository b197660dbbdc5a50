import path from 'node:path';
import { freePort } from '@pangeo-forge/local-servers/process/free-port';
import { startTemporaryPostgres } from '@pangeo-forge/local-servers/postgres/start-temporary-postgres';
import { startRedis } from '@pangeo-forge/local-servers/redis/start-redis';
import { createReleasers } from '@pangeo-forge/shared/process/releasers';
import { afterALook } from '@pangeo-forge/loopback-github/after-a-look';
import { type LoopbackGitHub, startLoopbackGitHub } from '@pangeo-forge/loopback-github/loopback-github';
import { populateGitHub } from '@pangeo-forge/loopback-github/populate-github';
import { type NetcdfServer, startNetcdfServer } from '@pangeo-forge/testkit/netcdf-server';
import { REPOSITORY_ROOT } from '@pangeo-forge/launcher/processes/deployment';
import { registerFeedstock } from '@pangeo-forge/testkit/deployment/register-feedstock';
import { type DeploymentConfig, writeDeploymentConfig } from '@pangeo-forge/testkit/deployment/write-deployment-config';
import { type DemoSystem, startDemoSystem } from './demo-system.ts';

export const DEMO_DEPLOYMENT = 'pforge-local-demo';
export const ORGANIZATION = 'pforge-demo';
export const CONTRIBUTOR = 'contributor';
export const MAINTAINER = 'maintainer';
export const STAGED_RECIPES = `${ORGANIZATION}/staged-recipes`;

/** Everything that takes part in the demo; released in reverse order. */
export interface DemoStage {
  github: LoopbackGitHub;
  data: NetcdfServer;
  config: DeploymentConfig;
  system: DemoSystem;
  stop(): Promise<void>;
}

export interface DemoStageOptions {
  /** Where everything is written. */
  folder: string;
  bakeryId: string;
  /** Null for the managed ones. */
  runnerExecutable: string | null;
  log: (message: string) => void;
}

export async function prepareDemoStage({
  folder,
  bakeryId,
  runnerExecutable,
  log,
}: DemoStageOptions): Promise<DemoStage> {
  const releasers = createReleasers();
  try {
    log('starting Postgres, Redis and a GitHub on loopback');
    const [postgres, redis, github, data] = await Promise.all([
      startTemporaryPostgres({ log }),
      startRedis({
        dir: path.join(folder, 'redis'),
        valkeyDir: path.join(REPOSITORY_ROOT, '.local', 'valkey'),
        log,
      }),
      startLoopbackGitHub({ rootDir: path.join(folder, 'github'), now: afterALook }),
      startNetcdfServer(),
    ]);
    releasers.add(() => postgres.stop());
    releasers.add(() => redis.stop());
    releasers.add(() => github.stop());
    releasers.add(() => data.stop());
    const port = await freePort();
    const { app } = await populateGitHub(github, {
      organization: ORGANIZATION,
      app: {
        name: DEMO_DEPLOYMENT,
        webhookUrl: `http://127.0.0.1:${port}/github/hooks/`,
        callbackUrls: [`http://127.0.0.1:${port}/session/callback`],
      },
    });
    const config = await writeDeploymentConfig({
      folder,
      deployment: DEMO_DEPLOYMENT,
      app,
      bakeryId,
      operators: [MAINTAINER],
    });
    log('migrating the database and starting the system');
    const system = await startDemoSystem({
      folder,
      port,
      environment: {
        PORT: String(port),
        DATABASE_URL: postgres.url,
        REDIS_URL: redis.url,
        PANGEO_FORGE_DEPLOYMENT: DEMO_DEPLOYMENT,
        PANGEO_FORGE_CONFIG_DIR: config.configDir,
        GITHUB_API_URL: github.apiUrl,
        GITHUB_SERVER_URL: github.serverUrl,
        // a container has its own
        ...(process.env.PANGEO_FORGE_SANDBOX !== 'docker' &&
          runnerExecutable !== null && { PANGEO_FORGE_RUNNER: runnerExecutable }),
      },
    });
    releasers.add(() => system.stop());
    await registerFeedstock(system.url, config.apiKey, STAGED_RECIPES);
    return { github, data, config, system, stop: () => releasers.releaseAll() };
  } catch (error) {
    await releasers.releaseAll().catch(() => {});
    throw error;
  }
}
