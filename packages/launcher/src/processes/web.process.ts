import { apiMounts } from './api.process.ts';
import type { ProcessParts } from './process-parts.ts';
import { serveHttp } from './serve-http.ts';
import { statusIngestMounts } from './status-ingest.process.ts';
import { webhookGatewayMounts } from './webhook-gateway.process.ts';

/** Every HTTP service on one port, since Heroku routes one host to one process type. */
export async function createWebProcess(parts: ProcessParts) {
  return serveHttp(parts, [
    ...(await webhookGatewayMounts(parts)),
    ...(await statusIngestMounts(parts)),
    ...(await apiMounts(parts)),
  ]);
}
