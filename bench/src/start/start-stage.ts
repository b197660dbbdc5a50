import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeDeploymentConfig } from '@pangeo-forge/testkit/deployment/write-deployment-config';
import { createReleasers } from '@pangeo-forge/shared/process/releasers';
import { startLoopbackGitHub } from '@pangeo-forge/loopback-github/loopback-github';
import { populateGitHub } from '@pangeo-forge/loopback-github/populate-github';
import { standInRunner } from '@pangeo-forge/testkit/runner/stand-in-runner';
import { startBenchServers } from '../servers/bench-servers.ts';

const DEPLOYMENT = 'pforge-local-bench';

export interface StartStage {
  /** What a process of the system reads. */
  environment: Record<string, string>;
  stop(): Promise<void>;
}

/** All that processes of the system need to start: servers, a migrated database, GitHub, files of a deployment. */
export async function setStartStage(): Promise<StartStage> {
  const releasers = createReleasers();
  try {
    const servers = await startBenchServers();
    releasers.add(() => servers.stop());
    const folder = await mkdtemp(path.join(tmpdir(), 'pangeo-forge-bench-start-'));
    releasers.add(() => rm(folder, { recursive: true, force: true }));
    const github = await startLoopbackGitHub();
    releasers.add(() => github.stop());
    const { app } = await populateGitHub(github, { app: { name: DEPLOYMENT } });
    const { configDir } = await writeDeploymentConfig({ folder, deployment: DEPLOYMENT, app, bakeryId: 'local' });
    const environment = {
      PATH: process.env['PATH'] ?? '',
      DATABASE_URL: servers.databaseUrl,
      REDIS_URL: servers.redisUrl,
      PANGEO_FORGE_DEPLOYMENT: DEPLOYMENT,
      PANGEO_FORGE_CONFIG_DIR: configDir,
      GITHUB_API_URL: github.apiUrl,
      GITHUB_SERVER_URL: github.serverUrl,
      PANGEO_FORGE_RUNNER: standInRunner,
      PANGEO_FORGE_SANDBOX: 'process',
    };
    return { environment, stop: () => releasers.releaseAll() };
  } catch (error) {
    await releasers.releaseAll();
    throw error;
  }
}
