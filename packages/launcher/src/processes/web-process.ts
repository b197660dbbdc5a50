import { createApiRouter, READ_LIMIT_MS } from '@pangeo-forge/api/api.routes';
import { answerFreshFirst } from '@pangeo-forge/api/http/answer-fresh-first';
import { cors } from '@pangeo-forge/api/http/cors';
import { createFreshAnswers, type FreshAnswers } from '@pangeo-forge/api/http/fresh-answers';
import { openBakeries } from '@pangeo-forge/bakeries/open-bakeries';
import { createDashboardRouter } from '@pangeo-forge/dashboard/dashboard.routes';
import { datasetPlacesOf } from '@pangeo-forge/datasets/sources/dataset-places';
import { connectGitHubApp } from '@pangeo-forge/github/connect-github-app';
import { createHttpService, type HttpService } from '@pangeo-forge/service/create-http-service';
import type { Servers } from '@pangeo-forge/service/open-servers';
import { type DeploymentSecrets, secretValuesOf } from '@pangeo-forge/shared/config/load-secrets';
import { createSopsDecrypt } from '@pangeo-forge/shared/config/sops';
import { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import { createStatusIngestRouter } from '@pangeo-forge/status-ingest/status-ingest.routes';
import { createGatewayRouter } from '@pangeo-forge/webhook-gateway/gateway.routes';
import type { Logger } from 'pino';
import type { Deployment } from './deployment.ts';
import type { HttpServiceName } from './process-types.ts';

/** The router in front (Heroku's, or the compose file's proxy) tells who asks; further hops could be invented. */
const PROXIES_IN_FRONT = 1;

/** HTTP services on one port: all of them, since Heroku routes to one process type only, or one alone. */
export function createWebProcess(
  names: readonly HttpServiceName[],
  deployment: Deployment,
  secrets: DeploymentSecrets,
  logger: Logger,
): HttpService {
  const { environment, databaseUrl, redisUrl } = deployment;
  const service = createHttpService({
    name: names.join(', '),
    config: { port: environment.PORT, databaseUrl, redisUrl, poolSize: environment.DATABASE_POOL_SIZE },
    logger,
    statementLimitMs: READ_LIMIT_MS,
    async mount(app, servers) {
      const fresh = createFreshAnswers();
      const routers = await routersOf(deployment, secrets, { ...servers, fresh });
      app.set('trust proxy', PROXIES_IN_FRONT);
      app.use(cors);
      if (names.includes('api')) {
        const apiUrl = () => `http://127.0.0.1:${service.port()}`;
        app.use(await createDashboardRouter({ apiUrl, githubUrl: environment.GITHUB_SERVER_URL }));
      }
      for (const name of names) app.use(routers[name]());
      return answerFreshFirst(fresh, app);
    },
  });
  return service;
}

async function routersOf(
  deployment: Deployment,
  secrets: DeploymentSecrets,
  servers: Servers & { fresh: FreshAnswers },
) {
  const { environment } = deployment;
  const { database, waker, logger } = servers;
  const { webhookSecrets, id: appId, privateKey } = secrets.githubApp;
  const bakeries = await openBakeries({
    configDir: deployment.configDir,
    deployment: deployment.name,
    decrypt: createSopsDecrypt(process.env),
  });
  const secretValues = [...secretValuesOf(secrets), ...bakeries.secretValues];
  return {
    'webhook-gateway': () => createGatewayRouter({ pool: database.pool, waker, webhookSecrets }),
    'status-ingest': () =>
      createStatusIngestRouter({
        pool: database.pool,
        waker,
        webhookSecrets,
        logger,
        bakeries: bakeries.configs,
        redactor: new Redactor(secretValues),
      }),
    api: () =>
      createApiRouter({
        ...servers,
        github: connectGitHubApp({ appId, privateKey, apiUrl: environment.GITHUB_API_URL }),
        apiKey: secrets.apiKey,
        bakeries: bakeries.adapters,
        bakeryConfigs: bakeries.configs,
        places: datasetPlacesOf(bakeries.configs.values(), deployment.name.startsWith('pforge-local-')),
        ...(environment.PANGEO_FORGE_PUBLIC_URL ? { publicUrl: environment.PANGEO_FORGE_PUBLIC_URL } : {}),
        secretValues,
      }),
  } satisfies Record<HttpServiceName, () => unknown>;
}
