import { createApiRouter, READ_LIMIT_MS } from '@pangeo-forge/api/api.routes';
import { answerFreshFirst } from '@pangeo-forge/api/http/answer-fresh-first';
import { cors } from '@pangeo-forge/api/http/cors';
import { createFreshAnswers } from '@pangeo-forge/api/http/fresh-answers';
import { openBakeries } from '@pangeo-forge/bakeries/open-bakeries';
import { createDashboardRouter } from '@pangeo-forge/dashboard/dashboard.routes';
import { datasetPlacesOf } from '@pangeo-forge/datasets/sources/dataset-places';
import { assertMigrated } from '@pangeo-forge/db/migrate';
import { openDatabase } from '@pangeo-forge/db/open-database';
import { connectGitHubApp } from '@pangeo-forge/github/connect-github-app';
import { type DeploymentSecrets, secretValuesOf } from '@pangeo-forge/shared/config/load-secrets';
import { createSopsDecrypt } from '@pangeo-forge/shared/config/sops';
import { createHttpApp } from '@pangeo-forge/shared/http/create-http-app';
import { errorHandler, notFoundHandler } from '@pangeo-forge/shared/http/error-handler';
import { healthRoutes } from '@pangeo-forge/shared/http/health.routes';
import { startHttpServer } from '@pangeo-forge/shared/http/http-server';
import { createReleasers } from '@pangeo-forge/shared/process/releasers';
import type { Service } from '@pangeo-forge/shared/process/service';
import { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import { connectRedis } from '@pangeo-forge/shared/queues/redis-connection';
import { createWaker } from '@pangeo-forge/shared/queues/waker';
import { createStatusIngestRouter } from '@pangeo-forge/status-ingest/status-ingest.routes';
import { createGatewayRouter } from '@pangeo-forge/webhook-gateway/gateway.routes';
import type { Logger } from 'pino';
import type { Deployment } from './deployment.ts';
import type { HttpServiceName } from './process-types.ts';

/** The router in front (Heroku's, or the compose file's proxy) tells who asks; further hops could be invented. */
const PROXIES_IN_FRONT = 1;

export interface WebProcess extends Service {
  /** Known once started. */
  port(): number;
}

/** HTTP services on one port: all of them, since Heroku routes to one process type only, or one alone. */
export function createWebProcess(
  names: readonly HttpServiceName[],
  deployment: Deployment,
  secrets: DeploymentSecrets,
  logger: Logger,
): WebProcess {
  const releasers = createReleasers();
  const { environment } = deployment;
  let port = environment.PORT;
  return {
    port: () => port,
    async start() {
      const database = await openDatabase({
        url: deployment.databaseUrl,
        poolSize: environment.DATABASE_POOL_SIZE,
        statementLimitMs: READ_LIMIT_MS,
        onWarning: (message) => logger.warn(message),
      });
      releasers.add(() => database.close());
      await assertMigrated(database);
      const redis = connectRedis(deployment.redisUrl, 'produce', logger);
      releasers.add(() => redis.disconnect());
      const waker = createWaker(redis, logger);
      releasers.add(() => waker.close());
      const { webhookSecrets, id: appId, privateKey } = secrets.githubApp;
      const github = connectGitHubApp({ appId, privateKey, apiUrl: environment.GITHUB_API_URL });
      const bakeries = await openBakeries({
        configDir: deployment.configDir,
        deployment: deployment.name,
        decrypt: createSopsDecrypt(process.env),
      });
      const secretValues = [...secretValuesOf(secrets), ...bakeries.secretValues];
      const fresh = createFreshAnswers();
      const routers = {
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
            database,
            waker,
            logger,
            redis,
            fresh,
            github,
            apiKey: secrets.apiKey,
            bakeries: bakeries.adapters,
            bakeryConfigs: bakeries.configs,
            places: datasetPlacesOf(bakeries.configs.values(), deployment.name.startsWith('pforge-local-')),
            ...(environment.PANGEO_FORGE_PUBLIC_URL ? { publicUrl: environment.PANGEO_FORGE_PUBLIC_URL } : {}),
            secretValues,
          }),
      } satisfies Record<HttpServiceName, () => unknown>;
      const app = createHttpApp();
      app.set('trust proxy', PROXIES_IN_FRONT);
      app.use(cors);
      app.use(healthRoutes({ database: () => database.pool.query('select 1') }));
      if (names.includes('api')) {
        const apiUrl = () => `http://127.0.0.1:${port}`;
        app.use(await createDashboardRouter({ apiUrl, githubUrl: environment.GITHUB_SERVER_URL }));
      }
      for (const name of names) app.use(routers[name]());
      app.use(notFoundHandler, errorHandler(logger));
      const http = await startHttpServer(answerFreshFirst(fresh, app), environment.PORT);
      releasers.add(() => http.close());
      port = http.port;
      logger.info({ port, services: names }, 'HTTP is ready');
    },
    stop: () => releasers.releaseAll(),
  };
}
