import { constants, zstdCompressSync } from 'node:zlib';
import { applyDataflowNotification } from '@pangeo-forge/db/notifications/apply-dataflow-notification';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { isSignedBy } from '@pangeo-forge/shared/http/webhook-signature';
import { dataflowNotificationSchema } from '@pangeo-forge/shared/notifications/dataflow-notification.schema';
import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import express, { type Request, type RequestHandler, Router } from 'express';
import type { Pool } from '@pangeo-forge/db/open-database';
import { limitBytesInFlight } from './bytes-in-flight.ts';
import type { DeliveryRecorder } from './delivery-recorder.ts';
import { describeDelivery } from './describe-delivery.ts';

export interface ReceiveDeliveryDependencies {
  recorder: DeliveryRecorder;
  pool: Pool;
  wake: (due: DueWork[]) => Promise<void>;
  /** The current webhook secret, and the previous one while it is being rotated. */
  webhookSecrets: readonly string[];
}

/** GitHub sends nothing larger. */
const MOST_BODY_BYTES = 25 * 1024 * 1024;
const MOST_BYTES_IN_FLIGHT = 4 * MOST_BODY_BYTES;
const KEPT_HEADERS = [
  'x-github-event',
  'x-github-delivery',
  'x-github-hook-id',
  'x-github-hook-installation-target-id',
  'user-agent',
  'content-type',
];
const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';
const DELIVERY_ID = /^[\w-]{1,100}$/;
const FASTEST = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** `POST /github/hooks/`: verified, recorded, then 202. */
export function receiveDeliveryRoutes(dependencies: ReceiveDeliveryDependencies): Router {
  const router = Router();
  router.post(
    '/github/hooks/',
    requireKnownContentType,
    limitBytesInFlight(MOST_BYTES_IN_FLIGHT),
    express.raw({ type: () => true, limit: MOST_BODY_BYTES }),
    requireSignature(dependencies.webhookSecrets),
    async (request, response) => {
      const answer =
        request.get('x-github-event') === 'dataflow'
          ? await receiveNotification(request, dependencies)
          : await receiveDelivery(request, dependencies);
      response.status(answer.status).json(answer.body);
    },
  );
  return router;
}

interface Answer {
  status: number;
  body: Record<string, unknown>;
}

const requireKnownContentType: RequestHandler = (request, _response, next) => {
  if (request.is([JSON_TYPE, FORM])) next();
  else next(new AppError('unsupported_media_type', `Content-Type must be ${JSON_TYPE} or ${FORM}.`));
};

function requireSignature(secrets: readonly string[]): RequestHandler {
  return (request, response, next) => {
    const signature = request.get('x-hub-signature-256');
    if (!signature) {
      response.status(401).json({ detail: 'Request does not include a GitHub hash signature header.' });
    } else if (!isSignedBy(secrets, bodyOf(request), signature)) {
      response.status(401).json({ detail: 'Request hash signature invalid.' });
    } else {
      next();
    }
  };
}

async function receiveDelivery(request: Request, { recorder }: ReceiveDeliveryDependencies): Promise<Answer> {
  const event = request.get('x-github-event');
  const id = request.get('x-github-delivery');
  if (!event || !/^[a-z_]{1,60}$/.test(event))
    return badRequest('The header X-GitHub-Event is missing or no event name.');
  if (!id || !DELIVERY_ID.test(id)) return badRequest('The header X-GitHub-Delivery is missing or no delivery id.');
  const json = request.is(FORM)
    ? (new URLSearchParams(bodyOf(request).toString('utf8')).get('payload') ?? '')
    : bodyOf(request).toString('utf8');
  const described = describeDelivery(event, json);
  if (described.outcome === 'unreadable') return badRequest('The body is not JSON.');
  const { delivery } = described;
  const body = zstdCompressSync(json, FASTEST);
  await recorder.record({ ...delivery, id, headers: keptHeaders(request), body }).catch((error: unknown) => {
    throw new AppError('unavailable', 'The delivery could not be recorded: send it again.', { cause: error });
  });
  const skipped = delivery.ignoredBecause !== null && event !== 'check_suite' && event !== 'ping';
  return { status: 202, body: skipped ? { status: 'skip', message: delivery.ignoredBecause } : { status: 'ok' } };
}

async function receiveNotification(request: Request, { pool, wake }: ReceiveDeliveryDependencies): Promise<Answer> {
  const form = Object.fromEntries(new URLSearchParams(bodyOf(request).toString('utf8')));
  const parsed = dataflowNotificationSchema.safeParse(form);
  if (!parsed.success) return badRequest(parsed.error.issues.map((issue) => issue.message).join('; '));
  const result = await applyDataflowNotification(pool, parsed.data).catch((error: unknown) => {
    throw new AppError('unavailable', 'The notification could not be recorded: send it again.', { cause: error });
  });
  if (result.outcome === 'unknown_run') return { status: 404, body: { detail: 'recipe_run not found' } };
  await wake(result.due);
  return { status: 202, body: { status: 'ok' } };
}

function badRequest(detail: string): Answer {
  return { status: 400, body: { detail } };
}

function bodyOf(request: Request): Buffer {
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
}

function keptHeaders(request: Request): Record<string, string> {
  return Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => (request.get(name) ? [[name, request.get(name) ?? '']] : [])),
  );
}
