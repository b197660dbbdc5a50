import { createHmac } from 'node:crypto';
import type { Agent } from 'node:http';
import type { Delivery } from './delivery.ts';
import { postBytes } from './post-bytes.ts';

/** Sends a delivery once, signed with the App's present secret, and records the result on it. */
export async function attemptDelivery(
  delivery: Delivery,
  agent: Agent,
  stopped: AbortSignal,
  limitMs: number,
): Promise<void> {
  const { hook } = delivery.app;
  const isForm = hook.contentType === 'form';
  const body = isForm ? `payload=${encodeURIComponent(delivery.body)}` : delivery.body;
  delivery.request.headers = {
    accept: '*/*',
    'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json',
    'user-agent': 'GitHub-Hookshot/1f0a2b3',
    'x-github-delivery': delivery.guid,
    'x-github-event': delivery.event,
    'x-github-hook-id': String(hook.id),
    'x-github-hook-installation-target-id': String(delivery.app.id),
    'x-github-hook-installation-target-type': 'integration',
    ...(hook.secret
      ? { 'x-hub-signature': sign('sha1', hook.secret, body), 'x-hub-signature-256': sign('sha256', hook.secret, body) }
      : {}),
  };
  const timeout = AbortSignal.timeout(limitMs);
  const startedAt = performance.now();
  try {
    const signal = AbortSignal.any([timeout, stopped]);
    const { status, ...response } = await postBytes(hook.url, delivery.request.headers, body, agent, signal);
    delivery.response = response;
    delivery.statusCode = status;
    delivery.status = status >= 200 && status < 300 ? 'OK' : `Invalid HTTP Response: ${status}`;
  } catch {
    delivery.statusCode = timeout.aborted ? 504 : 502;
    delivery.status = timeout.aborted ? 'timed out' : 'failed to connect to host';
  }
  delivery.durationMs = performance.now() - startedAt;
}

const sign = (algorithm: string, secret: string, body: string): string =>
  `${algorithm}=${createHmac(algorithm, secret).update(body).digest('hex')}`;
