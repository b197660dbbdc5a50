import { applyDataflowNotification } from '@pangeo-forge/db/notifications/apply-dataflow-notification';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { isSignedBy } from '@pangeo-forge/shared/http/webhook-signature';
import { dataflowNotificationSchema } from '@pangeo-forge/shared/notifications/dataflow-notification.schema';
import express, { Router } from 'express';
import { orSendAgain } from '../or-send-again.ts';
import type { StatusIngestParts } from '../status-ingest-parts.ts';

const LIMIT_BYTES = 64 * 1024;

/** `POST /dataflow/notifications`: the form that the deployed Cloud Function signs and posts. It is believed as it is. */
export function notificationRoutes({ pool, waker, webhookSecrets }: StatusIngestParts): Router {
  const router = Router();
  router.post(
    '/dataflow/notifications',
    express.raw({ type: () => true, limit: LIMIT_BYTES }),
    async (request, response) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const signature = request.get('x-hub-signature-256');
      if (!signature) throw new AppError('unauthenticated', 'Request does not include a GitHub hash signature header.');
      if (!isSignedBy(webhookSecrets, body, signature))
        throw new AppError('unauthenticated', 'Request hash signature invalid.');
      const parsed = dataflowNotificationSchema.safeParse(
        Object.fromEntries(new URLSearchParams(body.toString('utf8'))),
      );
      if (!parsed.success) {
        response.status(400).json({ detail: parsed.error.issues.map((issue) => issue.message).join('; ') });
        return;
      }
      const result = await orSendAgain(applyDataflowNotification(pool, parsed.data));
      if (result.outcome === 'unknown_run') throw new AppError('not_found', 'recipe_run not found');
      await waker.wake(result.due);
      response.status(202).json({ status: 'ok' });
    },
  );
  return router;
}
