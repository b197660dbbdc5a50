import { applyDataflowNotification } from '@pangeo-forge/db/notifications/apply-dataflow-notification';
import type { Pool } from '@pangeo-forge/db/open-database';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { isSignedBy } from '@pangeo-forge/shared/http/webhook-signature';
import { dataflowNotificationSchema } from '@pangeo-forge/shared/notifications/dataflow-notification.schema';
import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import { type Request, Router } from 'express';
import { type BodyLimits, createBodyReader } from './body-reader.ts';
import type { DeliveryRecorder } from './delivery-recorder.ts';
import { type Answer, type ParsedDelivery, parseDelivery } from './parse-delivery.ts';
import { within } from './within.ts';

export interface ReceiveDeliveryDependencies {
  recorder: DeliveryRecorder;
  pool: Pool;
  /** Not waited for: the relay finds what it misses. */
  wake: (due: DueWork[]) => void;
  /** The current webhook secret, and the previous one while it is being rotated. */
  webhookSecrets: readonly string[];
  bodies: BodyLimits;
  /** How long Postgres may take to record a notification. */
  recordWithinMs: number;
}

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';

/** `POST /github/hooks/`: verified, recorded, then 202. */
export function receiveDeliveryRoutes(dependencies: ReceiveDeliveryDependencies): Router {
  const { webhookSecrets, recorder } = dependencies;
  const bodies = createBodyReader(dependencies.bodies);
  const router = Router();

  router.post('/github/hooks/', async (request, response) => {
    const answer = await receive(request).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'too_slow') response.set('connection', 'close');
      throw error;
    });
    response.status(answer.status).json(answer.body);
  });
  router.all('/github/hooks/', (_request, response) => {
    response.set('allow', 'POST').status(405).json({ detail: 'Method Not Allowed' });
  });
  return router;

  async function receive(request: Request): Promise<Answer> {
    const signature = request.get('x-hub-signature-256');
    if (!signature) return unauthenticated('Request does not include a GitHub hash signature header.');
    const parsed = await readAndParse(request, signature);
    switch (parsed.outcome) {
      case 'refused':
        return unauthenticated('Request hash signature invalid.');
      case 'malformed':
        return { status: 400, body: { detail: parsed.detail } };
      case 'notification':
        return receiveNotification(parsed.form, dependencies);
      case 'parsed':
        await recorder.record(parsed.delivery);
        return parsed.answer;
    }
  }

  /** The raw body is let go before anybody waits for Postgres: thousands may wait, and what they keep is small. */
  async function readAndParse(request: Request, signature: string): Promise<ParsedRequest> {
    const body = await bodies.read(request);
    try {
      if (!isSignedBy(webhookSecrets, body.bytes, signature)) return { outcome: 'refused' };
      const type = request.is([JSON_TYPE, FORM]);
      if (!type || isEncoded(request))
        throw new AppError('unsupported_media_type', `Send ${JSON_TYPE} or ${FORM}, not compressed.`);
      if (request.get('x-github-event') === 'dataflow')
        return { outcome: 'notification', form: new URLSearchParams(body.bytes.toString('utf8')) };
      return parseDelivery(request.headers, body.bytes, type === FORM);
    } finally {
      body.release();
    }
  }
}

type ParsedRequest = ParsedDelivery | { outcome: 'refused' } | { outcome: 'notification'; form: URLSearchParams };

/** GitHub compresses nothing, and a few bytes could become more than memory holds. */
function isEncoded(request: Request): boolean {
  return (request.get('content-encoding') ?? 'identity') !== 'identity';
}

async function receiveNotification(
  form: URLSearchParams,
  { pool, wake, recordWithinMs }: ReceiveDeliveryDependencies,
): Promise<Answer> {
  const parsed = dataflowNotificationSchema.safeParse(Object.fromEntries(form));
  if (!parsed.success)
    return { status: 400, body: { detail: parsed.error.issues.map((issue) => issue.message).join('; ') } };
  const result = await within(recordWithinMs, applyDataflowNotification(pool, parsed.data)).catch((error: unknown) => {
    throw new AppError('unavailable', 'The notification could not be recorded: send it again.', { cause: error });
  });
  if (result.outcome === 'unknown_run') return { status: 404, body: { detail: 'recipe_run not found' } };
  wake(result.due);
  return { status: 202, body: { status: 'ok' } };
}

function unauthenticated(detail: string): Answer {
  return { status: 401, body: { detail } };
}
