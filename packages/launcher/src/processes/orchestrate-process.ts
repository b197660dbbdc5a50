import { createOrchestrateHandlers } from '@pangeo-forge/runner-worker/orchestrate';
import { createWorker } from '@pangeo-forge/runner-worker/service';
import { createSopsDecrypt } from '@pangeo-forge/shared/config/sops';
import type { DeploymentSecrets } from '@pangeo-forge/shared/config/load-secrets';
import { reviewHostOf } from '@pangeo-forge/shared/names/deployment-name';
import type { Service } from '@pangeo-forge/shared/process/service';
import type { Logger } from 'pino';
import type { Deployment } from './deployment.ts';

/** GitHub shows what was sent to it within this time. */
const EFFECT_SETTLE_MS = 5_000;

/** Role `orchestrate`: everything that writes to GitHub. */
export function createOrchestrateProcess(deployment: Deployment, secrets: DeploymentSecrets, logger: Logger): Service {
  const { environment } = deployment;
  const atOnce = environment.WORKER_CONCURRENCY;
  const concurrency = { deliveries: atOnce, reports: atOnce, reconciliations: atOnce };
  return createWorker(
    {
      databaseUrl: deployment.databaseUrl,
      redisUrl: deployment.redisUrl,
      poolSize: environment.DATABASE_POOL_SIZE,
      concurrency,
    },
    (parts) =>
      createOrchestrateHandlers(
        {
          configDir: deployment.configDir,
          deployment: deployment.name,
          secrets,
          githubApiUrl: environment.GITHUB_API_URL,
          reviewHost: reviewHostOf(environment),
          publicUrl: environment.PANGEO_FORGE_PUBLIC_URL ?? null,
          frontendUrl: environment.PANGEO_FORGE_FRONTEND_URL ?? null,
          runPermission: environment.PANGEO_FORGE_RUN_PERMISSION,
          effectSettleMs: EFFECT_SETTLE_MS,
          decrypt: createSopsDecrypt(process.env),
        },
        parts,
      ),
    logger,
  );
}
