import {
  type NotificationParts,
  receiveDataflowNotification,
} from '@pangeo-forge/service/receive-dataflow-notification';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { isSignedBy } from '@pangeo-forge/shared/http/webhook-signature';
import { type Request, Router } from 'express';
import { type BodyLimits, createBodyReader } from './body-reader.ts';
import type { DeliveryRecorder } from './delivery-recorder.ts';
import { type Answer, type ParsedDelivery, parseDelivery } from './parse-delivery.ts';

export interface ReceiveDeliveryParts extends NotificationParts {
  recorder: DeliveryRecorder;
  /** The current webhook secret, and the previous one while it is being rotated. */
  webhookSecrets: readonly string[];
  bodies: BodyLimits;
}

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';

/** `POST /github/hooks/`: verified, recorded, then 202. */
export function receiveDeliveryRoutes(parts: ReceiveDeliveryParts): Router {
  const { webhookSecrets, recorder } = parts;
  const bodies = createBodyReader(parts.bodies);
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
        return receiveDataflowNotification(parsed.form, parts);
      case 'parsed':
        await recorder.record(parsed.delivery);
        return parsed.answer;
    }
  }

  /** Releases the raw body before waiting for Postgres: thousands may wait, and each should hold little memory. */
  async function readAndParse(request: Request, signature: string): Promise<ParsedRequest> {
    const body = await bodies.read(request, request.ip ?? 'unknown');
    try {
      if (!isSignedBy(webhookSecrets, body.bytes, signature)) return { outcome: 'refused' };
      const type = request.is([JSON_TYPE, FORM]);
      if (!type || isEncoded(request))
        throw new AppError('unsupported_media_type', `Send ${JSON_TYPE} or ${FORM}, not compressed.`);
      if (request.get('x-github-event') === 'dataflow')
        return { outcome: 'notification', form: body.bytes.toString('utf8') };
      return await parseDelivery(request.headers, body.bytes, type === FORM);
    } finally {
      body.release();
    }
  }
}

type ParsedRequest = ParsedDelivery | { outcome: 'refused' } | { outcome: 'notification'; form: string };

/** GitHub never compresses, and a few compressed bytes could fill the memory. */
function isEncoded(request: Request): boolean {
  return (request.get('content-encoding') ?? 'identity') !== 'identity';
}

function unauthenticated(detail: string): Answer {
  return { status: 401, body: { detail } };
}
