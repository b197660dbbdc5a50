import { countEvent } from '@pangeo-forge/db/counters/count-event';
import { followRunOfJob } from '@pangeo-forge/db/following/follow-run';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import express, { Router } from 'express';
import { orSendAgain } from '../or-send-again.ts';
import type { StatusIngestParts } from '../status-ingest-parts.ts';
import { jobNameOfPush } from './push-envelope.schema.ts';
import { createPushTokenVerifier, type PushSender } from './push-token.ts';

/** Pub/Sub carries 10 MB at most, here as base64. */
const LIMIT_BYTES = 15 * 1024 * 1024;
const BEARER = /^bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i;

/**
 * `POST /dataflow/push`: a Pub/Sub subscription's messages, signed with a token of Google. Each is a hint that makes the run of its job due for a look.
 * Pub/Sub sends again whatever is not answered with 2xx: so what sending again cannot mend is acknowledged and counted.
 */
export function pushRoutes({ pool, waker, bakeries, logger }: StatusIngestParts): Router {
  const verifier = createPushTokenVerifier(sendersOf(bakeries));
  const router = Router();
  router.post('/dataflow/push', async (request, _response, next) => {
    const token = BEARER.exec(request.get('authorization') ?? '')?.[1];
    if (!token || !(await verifier.isGenuine(token)))
      throw new AppError(
        'unauthenticated',
        'The push carries no token of a service account that this deployment knows.',
      );
    next();
  });
  router.post('/dataflow/push', express.raw({ type: () => true, limit: LIMIT_BYTES }), async (request, response) => {
    const jobName = jobNameOfPush(parseJson(request.body));
    const heard = jobName === null ? 'malformed' : await orSendAgain(hear(jobName));
    if (heard !== 'followed') await orSendAgain(countEvent(pool, `dataflow_push ${heard}`));
    logger.debug({ jobName, heard }, 'push');
    response.status(204).end();
  });

  async function hear(jobName: string): Promise<'followed' | 'unknown_job' | 'ended'> {
    const hint = await followRunOfJob(pool, jobName);
    if (hint.outcome === 'followed') await waker.wake(hint.due);
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

function parseJson(body: unknown): unknown {
  try {
    return Buffer.isBuffer(body) ? JSON.parse(body.toString('utf8')) : null;
  } catch {
    return null;
  }
}
