import type { RequestListener } from 'node:http';
import { createHttpApp } from '@pangeo-forge/shared/http/create-http-app';
import { errorHandler, notFoundHandler } from '@pangeo-forge/shared/http/error-handler';
import { healthRoutes } from '@pangeo-forge/shared/http/health.routes';
import { startHttpServer } from '@pangeo-forge/shared/http/http-server';
import { createReleasers } from '@pangeo-forge/shared/process/releasers';
import type { Service } from '@pangeo-forge/shared/process/service';
import type { Express } from 'express';
import type { Logger } from 'pino';
import { cors } from './cors.ts';
import { openServers, type ServerConfig, type Servers } from './open-servers.ts';

/** One of the HTTP services: alone on a port, or beside others, since Heroku routes one host to one process type. */
export interface HttpMount {
  /** For the log. */
  name: string;
  /** Adds the routes. May return a wrapper that sees each request before the app does. */
  mount(app: Express, context: MountContext): MountResult | Promise<MountResult>;
}

export interface MountContext {
  servers: Servers;
  /** The port of this process; known once it listens. */
  port(): number;
}

export type MountResult = ((next: RequestListener) => RequestListener) | void;

export interface HttpServiceConfig extends ServerConfig {
  /** 0 takes a free one. */
  port: number;
  /** Every interface unless given. */
  host?: string;
  statementLimitMs?: number;
}

export interface HttpService extends Service {
  /** As configured until the service is started. */
  port(): number;
}

/** Well before routers in front give up, which is after 30 s on Heroku (https://devcenter.heroku.com/articles/request-timeout). */
const STATEMENT_LIMIT_MS = 10_000;
/** The router in front (Heroku's, or the compose file's proxy) names the client; addresses of further hops could be invented. */
const PROXIES_IN_FRONT = 1;

/** Serves the mounts on one port, with connections to Postgres and Redis of its own. */
export function createHttpService(
  config: HttpServiceConfig,
  mounts: readonly HttpMount[],
  logger: Logger,
): HttpService {
  const releasers = createReleasers();
  let { port } = config;
  return {
    port: () => port,
    async start() {
      const { statementLimitMs = STATEMENT_LIMIT_MS } = config;
      const servers = await openServers(config, { logger, releasers, statementLimitMs });
      const listener = await composeHttp(mounts, { servers, port: () => port });
      const http = await startHttpServer(listener, port, config.host);
      releasers.add(() => http.close());
      port = http.port;
      logger.info({ port }, `${mounts.map(({ name }) => name).join(', ')} is ready`);
    },
    stop: () => releasers.releaseAll(),
  };
}

/** The mounts behind health checks and CORS, with the answers to unknown paths and to errors behind them. */
export async function composeHttp(mounts: readonly HttpMount[], context: MountContext): Promise<RequestListener> {
  const { database, logger } = context.servers;
  const app = createHttpApp();
  app.set('trust proxy', PROXIES_IN_FRONT);
  app.use(healthRoutes({ database: () => database.pool.query('select 1') }));
  app.use(cors);
  let listener: RequestListener = app;
  for (const { mount } of mounts) {
    const wrap = await mount(app, context);
    if (wrap) listener = wrap(listener);
  }
  app.use(notFoundHandler, errorHandler(logger));
  return listener;
}
