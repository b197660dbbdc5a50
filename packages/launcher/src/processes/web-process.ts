import type { RequestListener } from 'node:http';
import { cors } from '@pangeo-forge/api/http/response-headers';
import { READ_LIMIT_MS } from '@pangeo-forge/api/read-limit';
import type { OpenBakeries } from '@pangeo-forge/bakeries/open-bakeries';
import { createHttpService, type HttpService } from '@pangeo-forge/service/create-http-service';
import type { DeploymentSecrets } from '@pangeo-forge/shared/config/load-secrets';
import { createSopsDecrypt } from '@pangeo-forge/shared/config/sops';
import type { Logger } from 'pino';
import type { Deployment } from './deployment.ts';
import { openOnce } from '@pangeo-forge/shared/caching/keep-answers';
import type { HttpMount } from './http/http-mount.ts';
import type { HttpServiceName } from './process-types.ts';

/** The router in front (Heroku's, or the compose file's proxy) tells who asks; further hops could be invented. */
const PROXIES_IN_FRONT = 1;

/** Loaded by the processes that serve them only. */
const MOUNTS: Record<HttpServiceName, () => Promise<HttpMount>> = {
  'webhook-gateway': async () => (await import('./http/mount-webhook-gateway.ts')).mountWebhookGateway,
  'status-ingest': async () => (await import('./http/mount-status-ingest.ts')).mountStatusIngest,
  api: async () => (await import('./http/mount-api.ts')).mountApi,
};

/** HTTP services on one port: all of them, since Heroku routes to one process type only, or one alone. */
export function createWebProcess(
  names: readonly HttpServiceName[],
  deployment: Deployment,
  secrets: DeploymentSecrets,
  logger: Logger,
): HttpService {
  const { environment, databaseUrl, redisUrl } = deployment;
  const bakeries = onDemand(deployment);
  const service = createHttpService({
    name: names.join(', '),
    config: { port: environment.PORT, databaseUrl, redisUrl, poolSize: environment.DATABASE_POOL_SIZE },
    logger,
    statementLimitMs: READ_LIMIT_MS,
    async mount(app, servers) {
      app.set('trust proxy', PROXIES_IN_FRONT);
      app.use(cors);
      let first: RequestListener = app;
      for (const name of names) {
        const mount = await MOUNTS[name]();
        first = (await mount(app, { deployment, secrets, servers, bakeries, port: service.port })) ?? first;
      }
      return first;
    },
  });
  return service;
}

function onDemand({ configDir, name }: Deployment): () => Promise<OpenBakeries> {
  return openOnce(async () => {
    const { openBakeries } = await import('@pangeo-forge/bakeries/open-bakeries');
    return openBakeries({ configDir, deployment: name, decrypt: createSopsDecrypt(process.env) });
  });
}
