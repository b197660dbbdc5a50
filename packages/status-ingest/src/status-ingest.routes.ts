import { applyDataflowNotification } from '@pangeo-forge/db/notifications/apply-dataflow-notification';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { isSignedBy } from '@pangeo-forge/shared/http/webhook-signature';
import { dataflowNotificationSchema } from '@pangeo-forge/shared/notifications/dataflow-notification.schema';
import type { Waker } from '@pangeo-forge/shared/queues/waker';
import express, { Router } from 'express';
import type { Pool } from '@pangeo-forge/db/open-database';

export interface StatusIngestParts {
  pool: Pool;
  waker: Waker;
  /** The deployed Cloud Function signs with the App's webhook secret. */
  webhookSecrets: readonly string[];
}

/** What bakeries report about their jobs. */
export function createStatusIngestRouter({ pool, waker, webhookSecrets }: StatusIngestParts): Router {
  const router = Router();
  router.post(
    '/dataflow/notifications',
    express.raw({ type: () => true, limit: 64 * 1024 }),
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
      const result = await applyDataflowNotification(pool, parsed.data).catch((error: unknown) => {
        throw new AppError('unavailable', 'The notification could not be recorded: send it again.', { cause: error });
      });
      if (result.outcome === 'unknown_run') throw new AppError('not_found', 'recipe_run not found');
      await waker.wake(result.due);
      response.status(202).json({ status: 'ok' });
    },
  );
  return router;
}
