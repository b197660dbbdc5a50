import { createRequestBudget, type RequestLimits } from '@pangeo-forge/github/request-budget';
import type { Resolve } from '@pangeo-forge/datasets/sources/checked-agent';
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
import { createOrchestrator } from './registry/create-orchestrator.ts';
import type { RunPermission } from './registry/orchestrator.ts';
import { reportRun } from './reports/report-run.ts';
import { startUnaskedRun } from './runs/start-unasked-run.ts';
import { activeJobsTask } from './upkeep/active-jobs-task.ts';
import { runUpkeep } from './upkeep/run-upkeep.ts';
import { UPKEEP_TASKS } from './upkeep/upkeep-tasks.ts';
import type { ProcessWorkParts } from './work/process-work.ts';

export interface OrchestrateConfig {
  configDir: string;
  deployment: string;
  secrets: DeploymentSecrets;
  githubApiUrl: string;
  reviewHost: string | null;
  publicUrl: string | null;
  frontendUrl: string | null;
  runPermission: RunPermission;
  effectSettleMs: number;
  /** GitHub's own when left out. */
  requestLimits?: RequestLimits;
  /** What requests to GitHub go through; Node's own when left out. */
  fetch?: typeof fetch;
  /** How hosts of datasets are found; by DNS when left out. */
  resolveHost?: Resolve;
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
  const redactor = config.redactor ?? new Redactor();
  const orchestrator = await createOrchestrator(config, {
    ...parts,
    budget: createRequestBudget(redis, config.requestLimits),
  });
  const reconcileParts = await createReconcileParts({ ...config, redactor }, parts);
  return {
    deliveries: handleDelivery(orchestrator, createEventRegistry(EVENT_HANDLERS)),
    reports: reportRun(orchestrator, redactor, reconcileParts.bakeries),
    upkeep: await runUpkeep(orchestrator, [...UPKEEP_TASKS, activeJobsTask(reconcileParts)]),
    reconciliations: startUnaskedRun(orchestrator, reconcileRun(reconcileParts)),
  };
}
