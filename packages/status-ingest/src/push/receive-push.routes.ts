import { countEvent } from '@pangeo-forge/db/counters/count-event';
import { followRunOfJob } from '@pangeo-forge/db/following/enqueue-reconciliation';
import { orUnavailable } from '@pangeo-forge/service/or-unavailable';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import express, { Router } from 'express';
import { z } from 'zod';
import type { StatusIngestParts } from '../status-ingest-parts.ts';
import { createPushTokenVerifier, type PushSender } from './push-token.ts';

/** What Pub/Sub posts to a push endpoint. https://cloud.google.com/pubsub/docs/push#receive_push */
const envelopeSchema = z.object({
  message: z.object({ data: z.base64(), messageId: z.string().optional() }),
  subscription: z.string().optional(),
});

/** What the log sink wrote: a log entry of a Dataflow job. Its resource names the job, or else its labels do. */
const logEntrySchema = z.object({
  resource: z.object({ type: z.literal('dataflow_step'), labels: z.record(z.string(), z.string()) }),
  labels: z.record(z.string(), z.string()).optional(),
});

/** Pub/Sub carries 10 MB at most, here as base64. */
const LIMIT_BYTES = 15 * 1024 * 1024;
const BEARER = /^bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i;

/**
 * `POST /dataflow/push`: a Pub/Sub subscription's messages, signed with a token of Google. Each is a hint: the run of
 * its job becomes due to be compared with its bakery. Pub/Sub redelivers what is not answered with 2xx, so a message
 * that no redelivery can make valid is acknowledged and counted.
 */
export function pushRoutes({ pool, wake, bakeries, logger, recordLimitMs }: StatusIngestParts): Router {
  const verifier = createPushTokenVerifier(sendersOf(bakeries));
  const router = Router();
  router.post('/dataflow/push', async (request, _response, next) => {
    const token = BEARER.exec(request.get('authorization') ?? '')?.[1];
    if (!token || !(await verifier.isGenuine(token)))
      throw new AppError(
        'unauthenticated',
        'The push carries no token of a service account that this deployment trusts.',
      );
    next();
  });
  router.post('/dataflow/push', express.raw({ type: () => true, limit: LIMIT_BYTES }), async (request, response) => {
    const jobName = jobNameOfPush(parseJson(request.body));
    const outcome = await orUnavailable('push', record(jobName), recordLimitMs);
    logger.debug({ jobName, outcome }, 'push');
    response.status(204).end();
  });

  async function record(jobName: string | null): Promise<'followed' | 'unknown_job' | 'ended' | 'malformed'> {
    const hint = jobName === null ? ({ outcome: 'malformed' } as const) : await followRunOfJob(pool, jobName);
    if (hint.outcome === 'followed') wake(hint.due);
    else await countEvent(pool, `dataflow_push ${hint.outcome}`);
    return hint.outcome;
  }
  return router;
}

function sendersOf(bakeries: StatusIngestParts['bakeries']): PushSender[] {
  return [...bakeries.values()].flatMap(({ file }) => {
    const { push } = file.PangeoForge;
    return push
      ? [{ serviceAccountEmail: push.service_account_email, audience: push.audience, certsUrl: push.certs_url }]
      : [];
  });
}

/** The name of the job that a push is about; null when it is not a log entry of a job. */
function jobNameOfPush(body: unknown): string | null {
  const envelope = envelopeSchema.safeParse(body);
  if (!envelope.success) return null;
  const entry = logEntrySchema.safeParse(parseJson(Buffer.from(envelope.data.message.data, 'base64')));
  if (!entry.success) return null;
  const { resource, labels } = entry.data;
  return resource.labels['job_name'] ?? labels?.['dataflow.googleapis.com/job_name'] ?? null;
}

function parseJson(body: unknown): unknown {
  try {
    return Buffer.isBuffer(body) ? JSON.parse(body.toString('utf8')) : null;
  } catch {
    return null;
  }
}
