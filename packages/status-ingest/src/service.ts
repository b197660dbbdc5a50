import { createHttpService, type HttpService } from '@pangeo-forge/service/create-http-service';
import type { ServerConfig } from '@pangeo-forge/service/open-servers';
import { createStatusIngestRouter, type StatusIngestParts } from './status-ingest.routes.ts';

export interface StatusIngestConfig
  extends ServerConfig,
    Pick<StatusIngestParts, 'webhookSecrets' | 'bakeries' | 'redactor' | 'logger'> {
  port: number;
}

/** What receives bakeries' reports, alone in its process. */
export function createStatusIngest(config: StatusIngestConfig): HttpService {
  return createHttpService({
    name: 'status ingest',
    config,
    logger: config.logger,
    mount(app, { database, waker }) {
      app.use(createStatusIngestRouter({ ...config, pool: database.pool, waker }));
    },
  });
}
