import { secretValuesOf } from '@pangeo-forge/shared/config/load-secrets';
import { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import { createStatusIngestRouter } from '@pangeo-forge/status-ingest/status-ingest.routes';
import type { HttpMount } from './http-mount.ts';

export const mountStatusIngest: HttpMount = async (app, { secrets, servers, bakeries }) => {
  const { configs, secretValues } = await bakeries();
  app.use(
    createStatusIngestRouter({
      pool: servers.database.pool,
      waker: servers.waker,
      webhookSecrets: secrets.githubApp.webhookSecrets,
      logger: servers.logger,
      bakeries: configs,
      redactor: new Redactor([...secretValuesOf(secrets), ...secretValues]),
    }),
  );
};
