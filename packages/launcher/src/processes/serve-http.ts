import { createHttpService, type HttpMount, type HttpService } from '@pangeo-forge/service/http-service';
import { proxiesOf } from './deployment.ts';
import type { ProcessParts } from './process-parts.ts';

/** Services on the port, and with the servers, that the environment names. */
export function serveHttp({ deployment, logger }: ProcessParts, mounts: readonly HttpMount[]): HttpService {
  const { environment, databaseUrl, redisUrl } = deployment;
  return createHttpService(
    {
      port: environment.PORT,
      proxies: proxiesOf(environment),
      databaseUrl,
      redisUrl,
      poolSize: environment.DATABASE_POOL_SIZE,
    },
    mounts,
    logger,
  );
}
