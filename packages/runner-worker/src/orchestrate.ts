import type { GitHubApp } from '@pangeo-forge/github/connect-github-app';
import { connectGitHubApp } from '@pangeo-forge/github/connect-github-app';
import { createRequestBudget, type RequestLimits } from '@pangeo-forge/github/request-budget';
import { loadBakeries } from '@pangeo-forge/shared/config/load-bakeries';
import { ensureBakery } from '@pangeo-forge/db/bakeries/ensure-bakery';
import type { Database } from '@pangeo-forge/db/open-database';
import type { Decrypt } from '@pangeo-forge/shared/config/sops';
import { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import type { DeploymentSecrets } from '@pangeo-forge/shared/config/load-secrets';
import type { Waker } from '@pangeo-forge/shared/queues/waker';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { EVENT_HANDLERS } from './events/event-handlers.ts';
import { handleDelivery } from './events/handle-delivery.ts';
import { createReconcileParts } from './reconcile/create-reconcile-parts.ts';
import { reconcileRun } from './reconcile/reconcile-run.ts';
import { createEventRegistry } from './registry/event-registry.ts';
import type { Orchestrator, RunPermission } from './registry/orchestrator.ts';
import { reportRun } from './reports/report-run.ts';
import { startUnaskedRun } from './runs/start-unasked-run.ts';
import { createPublicHost } from './runs/public-host.ts';
import { runUpkeep } from './upkeep/run-upkeep.ts';
import { UPKEEP_TASKS } from './upkeep/upkeep-tasks.ts';
import type { ProcessWorkParts } from './work/process-work.ts';

export interface OrchestrateConfig {
  configDir: string;
  deployment: string;
  secrets: DeploymentSecrets;
  githubApiUrl: string;
  herokuAppName: string | null;
  publicUrl: string | null;
  frontendUrl: string | null;
  runPermission: RunPermission;
  effectSettleMs: number;
  /** GitHub's own when left out. */
  requestLimits?: RequestLimits;
  /** What requests to GitHub go through; Node's own when left out. */
  fetch?: typeof fetch;
  /** For configuration files that are encrypted with SOPS. */
  decrypt?: Decrypt;
  /** Is told the bakeries' secrets. */
  redactor?: Redactor;
}

/** The handlers of role `orchestrate`: everything that writes to GitHub. */
export async function createOrchestrateHandlers(
  config: OrchestrateConfig,
  { redis, ...parts }: { database: Database; waker: Waker; redis: Redis; logger: Logger },
): Promise<ProcessWorkParts['handlers']> {
  const { id: appId, privateKey, name: appName, runOnlyOn } = config.secrets.githubApp;
  const github: GitHubApp = connectGitHubApp({
    appId,
    privateKey,
    apiUrl: config.githubApiUrl,
    budget: createRequestBudget(redis, config.requestLimits),
    ...(config.fetch ? { fetch: config.fetch } : {}),
  });
  const bakeries = await loadBakeries({
    configDir: config.configDir,
    deployment: config.deployment,
    withSecretArguments: false,
  });
  for (const [name, { file }] of bakeries) {
    await ensureBakery(parts.database.pool, {
      name,
      region: file.PangeoForge.region ?? '',
      description: file.PangeoForge.description ?? '',
    });
  }
  const redactor = config.redactor ?? new Redactor();
  const orchestrator: Orchestrator = {
    ...parts,
    github,
    bakeries,
    appName,
    isLocalDeployment: config.deployment.startsWith('pforge-local-'),
    runOnlyOn,
    runPermission: config.runPermission,
    publicHost: createPublicHost({ github, herokuAppName: config.herokuAppName, publicUrl: config.publicUrl }),
    frontendUrl: config.frontendUrl,
    effectSettleMs: config.effectSettleMs,
  };
  return {
    deliveries: handleDelivery(orchestrator, createEventRegistry(EVENT_HANDLERS)),
    reports: reportRun(orchestrator, redactor),
    upkeep: await runUpkeep(orchestrator, UPKEEP_TASKS),
    reconciliations: startUnaskedRun(
      orchestrator,
      reconcileRun(await createReconcileParts({ ...config, redactor }, parts)),
    ),
  };
}
