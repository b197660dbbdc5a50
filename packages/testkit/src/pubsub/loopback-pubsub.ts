import { createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import express from 'express';
import { serveOnLoopback } from '../network/serve-on-loopback.ts';

export interface PushTarget {
  endpoint: string;
  audience: string;
  serviceAccountEmail: string;
}

export interface PushOptions {
  /** Claims that replace the token's own; null leaves one out. */
  claims?: Record<string, unknown>;
  /** Signs with a key that is not among the certificates. */
  forged?: boolean;
  /** No token at all. */
  unsigned?: boolean;
}

export interface LoopbackPubSub {
  /** The certificates for the signatures, by key id. */
  certsUrl: string;
  /**
   * Delivers a message once, and returns the status: 102, 200, 201, 202 and 204 acknowledge. The test decides about
   * redelivery.
   */
  push(target: PushTarget, data: unknown, options?: PushOptions): Promise<number>;
  /** While true the certificates cannot be fetched. */
  setCertsOutage(away: boolean): void;
  stop(): Promise<void>;
}

const KEY_ID = 'loopback-key';
const HOUR_S = 3_600;

/** Pub/Sub's push with signed OpenID Connect tokens, and Google's endpoint for the keys. */
export async function startLoopbackPubSub(): Promise<LoopbackPubSub> {
  const keys = newKeys();
  const strangers = newKeys();
  let away = false;
  const app = express();
  app.get('/certs', (_request, response) => {
    if (away) response.status(503).end();
    else response.set('cache-control', 'max-age=0').json({ [KEY_ID]: keys.publicKey });
  });
  const server = await serveOnLoopback(app);
  return {
    certsUrl: `${server.url}/certs`,
    async push(target, data, { claims = {}, forged = false, unsigned = false } = {}) {
      const token = tokenOf(target, claims, (forged ? strangers : keys).privateKey);
      const response = await fetch(target.endpoint, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(unsigned ? {} : { authorization: `Bearer ${token}` }) },
        body: JSON.stringify(envelopeOf(data)),
      });
      await response.arrayBuffer();
      return response.status;
    },
    setCertsOutage(next) {
      away = next;
    },
    stop: () => server.close(),
  };
}

function newKeys() {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

function tokenOf(target: PushTarget, claims: Record<string, unknown>, privateKey: string): string {
  const now = Math.floor(Date.now() / 1_000);
  const payload = {
    iss: 'https://accounts.google.com',
    aud: target.audience,
    azp: '1234567890',
    sub: '1234567890',
    email: target.serviceAccountEmail,
    email_verified: true,
    iat: now,
    exp: now + HOUR_S,
    ...claims,
  };
  const present = Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== null));
  const signed = [{ alg: 'RS256', kid: KEY_ID, typ: 'JWT' }, present]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`;
}

/** Pub/Sub sends the id and the time in two spellings. */
function envelopeOf(data: unknown) {
  const messageId = randomUUID().replaceAll('-', '');
  const publishTime = new Date().toISOString();
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return {
    message: {
      data: Buffer.from(text).toString('base64'),
      attributes: { 'logging.googleapis.com/timestamp': publishTime },
      messageId,
      message_id: messageId,
      publishTime,
      publish_time: publishTime,
    },
    subscription: 'projects/test-project/subscriptions/dataflow-status',
  };
}

/** A log entry as a log sink writes it to a topic. */
export function dataflowLogEntry(jobName: string, message: string) {
  const labels = {
    job_id: '2026-11-21_00_00_00-1',
    job_name: jobName,
    project_id: 'test-project',
    region: 'us-central1',
    step_id: '',
  };
  return {
    insertId: '1a2b3c',
    labels: { 'dataflow.googleapis.com/job_name': jobName, 'dataflow.googleapis.com/log_type': 'system' },
    logName: 'projects/test-project/logs/dataflow.googleapis.com%2Fjob-message',
    receiveTimestamp: new Date().toISOString(),
    resource: { labels, type: 'dataflow_step' },
    severity: 'DEBUG',
    textPayload: message,
    timestamp: new Date().toISOString(),
  };
}
