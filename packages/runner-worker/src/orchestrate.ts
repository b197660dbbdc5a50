import type { Database } from '@pangeo-forge/db/open-database';
import { createRequestBudget } from '@pangeo-forge/github/request-budget';
import type { ServerConfig } from '@pangeo-forge/service/open-servers';
import type { Service } from '@pangeo-forge/shared/process/service';
import type { Waker } from '@pangeo-forge/shared/queues/waker';
import { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { createEventRegistry } from './events/event-handler.ts';
import { EVENT_HANDLERS } from './events/event-handlers.ts';
import { handleDelivery } from './events/handle-delivery.ts';
import type { OrchestrateConfig } from './orchestrate-config.ts';
import { createOrchestrator } from './orchestrator/orchestrator.ts';
import { createReconcileParts } from './reconcile/reconcile-parts.ts';
import { reconcileRun } from './reconcile/reconcile-run.ts';
import { reportRun } from './reports/report-run.ts';
import { startRequestedRetry } from './runs/dispatch-run.ts';
import { createWorker } from './service.ts';
import { serveSchedules } from './schedules/serve-schedule.ts';
import { runUpkeep } from './upkeep/run-upkeep.ts';
import { activeJobsTask, UPKEEP_TASKS } from './upkeep/upkeep-tasks.ts';
import type { ProcessWorkParts } from './work/process-work.ts';

export interface OrchestrateWorkerConfig extends ServerConfig, OrchestrateConfig {
  /** Deliveries, reports and reconciliations at the same time, of each. */
  concurrency: number;
}

/** A worker of role `orchestrate`. */
export function createOrchestrateWorker(config: OrchestrateWorkerConfig, logger: Logger): Service {
  const { databaseUrl, redisUrl, poolSize, concurrency: atOnce } = config;
  const concurrency = { schedules: atOnce, deliveries: atOnce, reports: atOnce, reconciliations: atOnce };
  return createWorker(
    { databaseUrl, redisUrl, poolSize, concurrency },
    (servers) => createOrchestrateHandlers(config, servers),
    logger,
  );
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
    schedules: serveSchedules(orchestrator),
    reconciliations: startRequestedRetry(orchestrator, reconcileRun(reconcileParts)),
  };
}
