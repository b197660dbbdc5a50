import type { Pool } from '@pangeo-forge/db/open-database';
import type { DueWork, Waker } from '@pangeo-forge/shared/queues/waker';
import type { Router } from 'express';
import { createDeliveryRecorder } from './deliveries/delivery-recorder.ts';
import { limitWakeUps } from './deliveries/limit-wake-ups.ts';
import { receiveDeliveryRoutes } from './deliveries/receive-delivery.routes.ts';

export interface GatewayParts {
  pool: Pool;
  waker: Waker;
  webhookSecrets: readonly string[];
  limits?: Partial<GatewayLimits>;
}

export interface GatewayLimits {
  mostBodyBytes: number;
  mostBytesInFlight: number;
  mostBytesWaiting: number;
  bodyWithinMs: number;
  recordWithinMs: number;
  patienceMs: number;
}

const MEGABYTE = 1024 * 1024;
/** GitHub sends nothing larger than 25 MB, and gives up after 10 s. */
const LIMITS: GatewayLimits = {
  mostBodyBytes: 25 * MEGABYTE,
  mostBytesInFlight: 100 * MEGABYTE,
  mostBytesWaiting: 64 * MEGABYTE,
  bodyWithinMs: 10_000,
  recordWithinMs: 8_000,
  patienceMs: 3_000,
};

const MOST_WAKE_UPS_A_SECOND = 500;

/** The gateway's routes, for a process of its own or beside the other HTTP services on one port. */
export function createGatewayRouter({ pool, waker, webhookSecrets, limits }: GatewayParts): Router {
  const { mostBodyBytes, mostBytesInFlight, mostBytesWaiting, ...times } = { ...LIMITS, ...limits };
  // a wake-up is a courtesy: no answer to GitHub waits for it
  const wake = limitWakeUps((due: DueWork[]) => void waker.wake(due), MOST_WAKE_UPS_A_SECOND);
  const recorder = createDeliveryRecorder(
    pool,
    { answerWithinMs: times.recordWithinMs, patienceMs: times.patienceMs, mostBytesWaiting },
    wake,
  );
  return receiveDeliveryRoutes({
    recorder,
    pool,
    wake,
    webhookSecrets,
    bodies: { mostBytes: mostBodyBytes, mostBytesInFlight, withinMs: times.bodyWithinMs },
    recordWithinMs: times.recordWithinMs,
  });
}
