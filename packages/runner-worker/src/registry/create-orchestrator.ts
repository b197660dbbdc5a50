import { ensureBakery } from '@pangeo-forge/db/bakeries/ensure-bakery';
import type { Database } from '@pangeo-forge/db/open-database';
import { connectGitHubApp } from '@pangeo-forge/github/connect-github-app';
import type { RequestBudget } from '@pangeo-forge/github/request-budget';
import { loadBakeries } from '@pangeo-forge/shared/config/load-bakeries';
import type { Waker } from '@pangeo-forge/shared/queues/waker';
import type { Logger } from 'pino';
import type { OrchestrateConfig } from '../orchestrate-config.ts';
import { createPublicHost } from '../runs/public-host.ts';
import type { Orchestrator } from './orchestrator.ts';

export interface OrchestratorParts {
  database: Database;
  waker: Waker;
  logger: Logger;
  /** GitHub's limits, shared with all processes; none when left out. */
  budget?: RequestBudget;
}

/** What the handlers of role `orchestrate` use: the App, and the bakeries without their secrets. */
export async function createOrchestrator(
  config: OrchestrateConfig,
  { budget, ...parts }: OrchestratorParts,
): Promise<Orchestrator> {
  const { id: appId, privateKey, name: appName, runOnlyOn } = config.secrets.githubApp;
  const github = connectGitHubApp({
    appId,
    privateKey,
    apiUrl: config.githubApiUrl,
    ...(budget ? { budget } : {}),
    ...(config.fetch ? { fetch: config.fetch } : {}),
  });
  const { configDir, deployment, reviewHost, publicUrl } = config;
  const bakeries = await loadBakeries({ configDir, deployment, withSecretArguments: false });
  for (const [name, { file }] of bakeries) {
    const { region = '', description = '' } = file.PangeoForge;
    await ensureBakery(parts.database.pool, { name, region, description });
  }
  return {
    ...parts,
    github,
    bakeries,
    appName,
    isLocalDeployment: deployment.startsWith('pforge-local-'),
    runOnlyOn,
    runPermission: config.runPermission,
    publicHost: createPublicHost({ github, reviewHost, publicUrl }),
    frontendUrl: config.frontendUrl,
    effectSettleMs: config.effectSettleMs,
    ...(config.resolveHost ? { resolveHost: config.resolveHost } : {}),
  };
}
