import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { probeWrites } from '@pangeo-forge/db/open-pool';
import { createHttpApp } from '@pangeo-forge/shared/http/create-http-app';
import { errorHandler, notFoundHandler } from '@pangeo-forge/shared/http/error-handler';
import { healthRoutes } from '@pangeo-forge/shared/http/health.routes';
import { withLogFields } from '@pangeo-forge/shared/logging/log-fields';
import { startHttpServer } from '@pangeo-forge/shared/http/http-server';
import { writeToRedis } from '@pangeo-forge/shared/queues/write-probe';
import { createReleasers } from '@pangeo-forge/shared/process/releasers';
import type { Service } from '@pangeo-forge/shared/process/service';
import type { Express, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { cors } from './cors.ts';
import { openServers, type ServerConfig, type Servers } from './open-servers.ts';

/**
 * One of the HTTP services. It runs alone on a port or beside others, since Heroku routes one host to one process type.
 */
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
  /** Headers for a request to this process itself on behalf of a client: it counts as one from the client's address. */
  onBehalfOf(address: string): Record<string, string>;
}

export type MountResult = ((next: RequestListener) => RequestListener) | void;

export interface HttpServiceConfig extends ServerConfig {
  /** 0 takes a free one. */
  port: number;
  /** Every interface unless given. */
  host?: string;
  /**
   * How many proxies in front set `X-Forwarded-For`; 0 unless given. Without, a client's address is its connection's.
   */
  proxies?: number;
  statementLimitMs?: number;
}

export interface HttpService extends Service {
  /** As configured until the service is started. */
  port(): number;
}

/**
 * Well before routers in front give up, which is after 30 s on Heroku
 * (https://devcenter.heroku.com/articles/request-timeout).
 */
const STATEMENT_LIMIT_MS = 10_000;
const ON_BEHALF_OF = 'x-pangeo-forge-on-behalf-of';

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
      const { statementLimitMs = STATEMENT_LIMIT_MS, proxies = 0 } = config;
      const servers = await openServers(config, { logger, releasers, statementLimitMs });
      const listener = await composeHttp(mounts, { servers, port: () => port, proxies });
      const http = await startHttpServer(listener, port, config.host);
      releasers.add(() => http.close());
      port = http.port;
      logger.info({ port, proxies }, `${mounts.map(({ name }) => name).join(', ')} is ready; ${addressesOf(proxies)}`);
    },
    stop: () => releasers.releaseAll(),
  };
}

/** The mounts behind health checks and CORS, with the answers to unknown paths and to errors behind them. */
export async function composeHttp(
  mounts: readonly HttpMount[],
  { servers, port, proxies = 0 }: Pick<MountContext, 'servers' | 'port'> & { proxies?: number },
): Promise<RequestListener> {
  const { database, redis, logger } = servers;
  const token = randomUUID();
  const onBehalfOf = (address: string) => ({ [ON_BEHALF_OF]: `${token} ${address}` });
  const app = createHttpApp();
  app.set('trust proxy', proxies);
  app.use(takeAddressOfClient(token), nameRequest);
  app.use(healthRoutes({ database: () => probeWrites(database.pool) }, { redis: () => writeToRedis(redis) }));
  app.use(cors);
  let listener: RequestListener = app;
  for (const { mount } of mounts) {
    const wrap = await mount(app, { servers, port, onBehalfOf });
    if (wrap) listener = wrap(listener);
  }
  app.use(notFoundHandler, errorHandler(logger));
  return listener;
}

/** Only this process knows the token, so no client can choose the address that its request counts for. */
function takeAddressOfClient(token: string): RequestHandler {
  return (request, _response, next) => {
    const [given, address] = request.get(ON_BEHALF_OF)?.split(' ') ?? [];
    if (given === token && address) Object.defineProperty(request, 'ip', { value: address });
    next();
  };
}

const REQUEST_ID = /^[\w.-]{1,100}$/;

/** Log lines of a request have its id, the router's where it gives one, and that of GitHub's delivery. */
const nameRequest: RequestHandler = (request, _response, next) => {
  const given = request.get('x-request-id') ?? '';
  const deliveryId = request.get('x-github-delivery') ?? '';
  const fields = {
    requestId: REQUEST_ID.test(given) ? given : randomUUID(),
    ...(REQUEST_ID.test(deliveryId) ? { deliveryId } : {}),
  };
  withLogFields(fields, next);
};

function addressesOf(proxies: number): string {
  return proxies === 0
    ? 'no proxy in front, so X-Forwarded-For is ignored'
    : `${proxies} in front, so a client has the address that is ${proxies} from the end of X-Forwarded-For`;
}
