import { createGatewayRouter } from '@pangeo-forge/webhook-gateway/gateway.routes';
import type { HttpMount } from './http-mount.ts';

export const mountWebhookGateway: HttpMount = (app, { secrets, servers }) => {
  const { webhookSecrets } = secrets.githubApp;
  app.use(createGatewayRouter({ pool: servers.database.pool, waker: servers.waker, webhookSecrets }));
};
