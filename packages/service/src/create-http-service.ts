import type { RequestListener } from 'node:http';
import { createHttpApp } from '@pangeo-forge/shared/http/create-http-app';
import { errorHandler, notFoundHandler } from '@pangeo-forge/shared/http/error-handler';
import { healthRoutes } from '@pangeo-forge/shared/http/health.routes';
import { startHttpServer } from '@pangeo-forge/shared/http/http-server';
import { createReleasers } from '@pangeo-forge/shared/process/releasers';
import type { Service } from '@pangeo-forge/shared/process/service';
import type { Express } from 'express';
import type { Logger } from 'pino';
import { openServers, type ServerConfig, type Servers } from './open-servers.ts';

export interface HttpService extends Service {
  /** As configured until it is started: 0 is a free one then. */
  port(): number;
}

export interface HttpServiceSpec {
  /** For the log. */
  name: string;
  config: ServerConfig & { port: number };
  logger: Logger;
  /** How long one statement may take, if not as long as `openPool` lets it. */
  statementLimitMs?: number;
  /** Adds the routes, and may answer with what stands before the app. */
  mount(app: Express, servers: Servers): Promise<RequestListener | void> | RequestListener | void;
}

/** Routes on a port, with health checks before them and the mapping of errors behind them. */
export function createHttpService({ name, config, logger, statementLimitMs, mount }: HttpServiceSpec): HttpService {
  const releasers = createReleasers();
  let { port } = config;
  return {
    port: () => port,
    async start() {
      const limit = statementLimitMs === undefined ? {} : { statementLimitMs };
      const servers = await openServers(config, { logger, releasers, ...limit });
      const app = createHttpApp();
      app.use(healthRoutes({ database: () => servers.database.pool.query('select 1') }));
      const listener = (await mount(app, servers)) ?? app;
      app.use(notFoundHandler, errorHandler(logger));
      const http = await startHttpServer(listener, port);
      releasers.add(() => http.close());
      port = http.port;
      logger.info({ port }, `${name} is ready`);
    },
    stop: () => releasers.releaseAll(),
  };
}
