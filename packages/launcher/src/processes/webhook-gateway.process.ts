import type { HttpMount } from '@pangeo-forge/service/http-service';
import { webhookGateway } from '@pangeo-forge/webhook-gateway/service';
import type { ProcessParts } from './process-parts.ts';
import { serveHttp } from './serve-http.ts';

/** GitHub's webhooks alone: it needs no secret but theirs. */
export async function createWebhookGatewayProcess(parts: ProcessParts) {
  return serveHttp(parts, await webhookGatewayMounts(parts));
}

export async function webhookGatewayMounts({ secrets }: ProcessParts): Promise<HttpMount[]> {
  const { webhookSecrets } = (await secrets()).githubApp;
  return [webhookGateway({ webhookSecrets })];
}
