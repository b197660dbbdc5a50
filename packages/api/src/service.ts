import { assertMigrated } from '@pangeo-forge/db/migrate';
import { openDatabase } from '@pangeo-forge/db/open-database';
import { createHttpApp } from '@pangeo-forge/shared/http/create-http-app';
import { errorHandler, notFoundHandler } from '@pangeo-forge/shared/http/error-handler';
import { healthRoutes } from '@pangeo-forge/shared/http/health.routes';
import { type HttpServer, startHttpServer } from '@pangeo-forge/shared/http/http-server';
import { createReleasers } from '@pangeo-forge/shared/process/releasers';
import type { Service } from '@pangeo-forge/shared/process/service';
import { connectRedis } from '@pangeo-forge/shared/queues/redis-connection';
import { createWaker } from '@pangeo-forge/shared/queues/waker';
import type { Logger } from 'pino';
import { type ApiParts, createApiRouter, READ_LIMIT_MS } from './api.routes.ts';
import { answerFreshFirst } from './http/answer-fresh-first.ts';
import { createFreshAnswers } from './http/fresh-answers.ts';

export interface ApiConfig extends Omit<ApiParts, 'database' | 'waker' | 'logger' | 'redis' | 'fresh'> {
  port: number;
  databaseUrl: string;
  redisUrl: string;
  poolSize: number;
}

export interface Api extends Service {
  /** Known once started. */
  port(): number;
}

/** The API alone in its process. */
export function createApi(config: ApiConfig, logger: Logger): Api {
  const releasers = createReleasers();
  let http: HttpServer | null = null;
  return {
    port: () => http?.port ?? config.port,
    async start() {
      const database = await openDatabase({
        url: config.databaseUrl,
        poolSize: config.poolSize,
        statementLimitMs: READ_LIMIT_MS,
        onWarning: (message) => logger.warn(message),
      });
      releasers.add(() => database.close());
      await assertMigrated(database);
      const redis = connectRedis(config.redisUrl, 'produce', logger);
      releasers.add(() => redis.disconnect());
      const waker = createWaker(redis, logger);
      releasers.add(() => waker.close());
      const app = createHttpApp();
      const fresh = createFreshAnswers();
      app.use(healthRoutes({ database: () => database.pool.query('select 1') }));
      app.use(createApiRouter({ ...config, database, waker, logger, redis, fresh }));
      app.use(notFoundHandler, errorHandler(logger));
      http = await startHttpServer(answerFreshFirst(fresh, app), config.port);
      releasers.add(() => http?.close());
      logger.info({ port: http.port }, 'api is ready');
    },
    stop: () => releasers.releaseAll(),
  };
}
