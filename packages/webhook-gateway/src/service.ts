import type { Pool } from '@pangeo-forge/db/open-database';
import type { HttpMount } from '@pangeo-forge/service/http-service';
import { RECORD_LIMIT_MS } from '@pangeo-forge/service/or-unavailable';
import type { DueWork, Waker } from '@pangeo-forge/shared/queues/waker';
import type { Router } from 'express';
import { createDeliveryRecorder } from './deliveries/delivery-recorder.ts';
import { limitWakeUps } from './deliveries/limit-wake-ups.ts';
import { receiveDeliveryRoutes } from './deliveries/receive-delivery.routes.ts';

export interface GatewayConfig {
  /** The current webhook secret, and the previous one while it is being rotated. */
  webhookSecrets: readonly string[];
  /** What is not given is as GitHub needs it. */
  limits?: Partial<GatewayLimits>;
}

export interface GatewayLimits {
  maxBodyBytes: number;
  /** Of all large bodies that are being received; a client address may have a quarter of it, or one body. */
  maxBytesInFlight: number;
  /** Of all bodies that wait for their commit. */
  maxBytesWaiting: number;
  /** For receiving a body. */
  bodyLimitMs: number;
  /** For recording it. */
  recordLimitMs: number;
  /** How long an unreachable Postgres is tried again. */
  retryForMs: number;
}

const MEGABYTE = 1024 * 1024;
/** GitHub sends nothing larger than 25 MB, and gives up after 10 s. */
const LIMITS: GatewayLimits = {
  maxBodyBytes: 25 * MEGABYTE,
  maxBytesInFlight: 100 * MEGABYTE,
  maxBytesWaiting: 64 * MEGABYTE,
  bodyLimitMs: 10_000,
  recordLimitMs: RECORD_LIMIT_MS,
  retryForMs: 3_000,
};

const MAX_WAKE_UPS_PER_SECOND = 500;

/** `POST /github/hooks/`: takes GitHub's webhooks. */
export function webhookGateway(config: GatewayConfig): HttpMount {
  return {
    name: 'webhook-gateway',
    mount(app, { servers: { database, waker } }) {
      app.use(gatewayRouter(config, { pool: database.pool, waker }));
    },
  };
}

export function gatewayRouter(
  { webhookSecrets, limits }: GatewayConfig,
  { pool, waker }: { pool: Pool; waker: Waker },
): Router {
  const { maxBodyBytes, maxBytesInFlight, maxBytesWaiting, bodyLimitMs, recordLimitMs, retryForMs } = {
    ...LIMITS,
    ...limits,
  };
  // a wake-up is a hint: no answer to GitHub waits for it
  const wake = limitWakeUps((due: DueWork[]) => void waker.wake(due), MAX_WAKE_UPS_PER_SECOND);
  return receiveDeliveryRoutes({
    recorder: createDeliveryRecorder(pool, { recordLimitMs, retryForMs, maxBytesWaiting }, wake),
    pool,
    wake,
    webhookSecrets,
    bodies: { maxBytes: maxBodyBytes, maxBytesInFlight, limitMs: bodyLimitMs },
    recordLimitMs,
  });
}
