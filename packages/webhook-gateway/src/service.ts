import { createHttpService, type HttpService } from '@pangeo-forge/service/create-http-service';
import type { ServerConfig } from '@pangeo-forge/service/open-servers';
import type { Logger } from 'pino';
import { createGatewayRouter, type GatewayLimits } from './gateway.routes.ts';

export interface GatewayConfig extends ServerConfig {
  port: number;
  webhookSecrets: readonly string[];
  /** What is not given is as GitHub needs it. */
  limits?: Partial<GatewayLimits>;
}

/** The gateway alone in its process. */
export function createGateway(config: GatewayConfig, logger: Logger): HttpService {
  const { webhookSecrets, limits = {} } = config;
  return createHttpService({
    name: 'webhook gateway',
    config,
    logger,
    mount(app, { database, waker }) {
      app.use(createGatewayRouter({ pool: database.pool, waker, webhookSecrets, limits }));
    },
  });
}
