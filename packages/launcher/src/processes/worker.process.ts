import { createOrchestrateWorker } from '@pangeo-forge/runner-worker/orchestrate';
import { reviewHostOf } from '@pangeo-forge/shared/names/deployment-name';
import type { Service } from '@pangeo-forge/shared/process/service';
import type { ProcessParts } from './process-parts.ts';

/** Role `orchestrate`: everything that writes to GitHub. */
export async function createWorkerProcess({
  deployment,
  variables,
  secrets,
  decrypt,
  logger,
}: ProcessParts): Promise<Service> {
  const { environment, databaseUrl, redisUrl, configDir, name } = deployment;
  return createOrchestrateWorker(
    {
      databaseUrl,
      redisUrl,
      poolSize: environment.DATABASE_POOL_SIZE,
      concurrency: environment.WORKER_CONCURRENCY,
      configDir,
      deployment: name,
      secrets: await secrets(),
      githubApiUrl: environment.GITHUB_API_URL,
      reviewHost: reviewHostOf(environment),
      publicUrl: environment.PANGEO_FORGE_PUBLIC_URL ?? null,
      frontendUrl: environment.PANGEO_FORGE_FRONTEND_URL ?? null,
      runPermission: environment.PANGEO_FORGE_RUN_PERMISSION,
      searchPath: variables['PATH'],
      decrypt,
    },
    logger,
  );
}
