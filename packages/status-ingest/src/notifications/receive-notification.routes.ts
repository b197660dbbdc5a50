import { receiveDataflowNotification } from '@pangeo-forge/service/receive-dataflow-notification';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { isSignedBy } from '@pangeo-forge/shared/http/webhook-signature';
import express, { Router } from 'express';
import type { StatusIngestParts } from '../status-ingest-parts.ts';

const LIMIT_BYTES = 64 * 1024;

/**
 * `POST /dataflow/notifications`: the form that the deployed Cloud Function signs and posts. A valid one is trusted.
 */
export function notificationRoutes(parts: StatusIngestParts): Router {
  const router = Router();
  router.post(
    '/dataflow/notifications',
    express.raw({ type: () => true, limit: LIMIT_BYTES }),
    async (request, response) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const signature = request.get('x-hub-signature-256');
      if (!signature) throw new AppError('unauthenticated', 'Request does not include a GitHub hash signature header.');
      if (!isSignedBy(parts.webhookSecrets, body, signature))
        throw new AppError('unauthenticated', 'Request hash signature invalid.');
      const answer = await receiveDataflowNotification(body.toString('utf8'), parts);
      response.status(answer.status).json(answer.body);
    },
  );
  return router;
}
