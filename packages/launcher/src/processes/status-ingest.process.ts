import type { HttpMount } from '@pangeo-forge/service/http-service';
import { statusIngest } from '@pangeo-forge/status-ingest/service';
import type { ProcessParts } from './process-parts.ts';
import { serveHttp } from './serve-http.ts';

/** Bakeries' reports alone. */
export async function createStatusIngestProcess(parts: ProcessParts) {
  return serveHttp(parts, await statusIngestMounts(parts));
}

export async function statusIngestMounts({ secrets, bakeries, redactor }: ProcessParts): Promise<HttpMount[]> {
  const { webhookSecrets } = (await secrets()).githubApp;
  const { configs } = await bakeries();
  return [statusIngest({ webhookSecrets, bakeries: configs, redactor })];
}
