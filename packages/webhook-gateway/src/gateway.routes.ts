import type { DueWork, Waker } from '@pangeo-forge/shared/queues/waker';
import type { Router } from 'express';
import type { Pool } from '@pangeo-forge/db/open-database';
import { createDeliveryRecorder } from './deliveries/delivery-recorder.ts';
import { receiveDeliveryRoutes } from './deliveries/receive-delivery.routes.ts';

export interface GatewayParts {
  pool: Pool;
  waker: Waker;
  webhookSecrets: readonly string[];
}

/** A wake-up is a courtesy: an answer to GitHub does not wait for a Redis that hangs. */
const MOST_WAIT_FOR_REDIS_MS = 250;

/** The gateway's routes, for a process of its own or beside the other HTTP services on one port. */
export function createGatewayRouter({ pool, waker, webhookSecrets }: GatewayParts): Router {
  const wake = (due: DueWork[]) => Promise.race([waker.wake(due), pause(MOST_WAIT_FOR_REDIS_MS)]);
  return receiveDeliveryRoutes({ recorder: createDeliveryRecorder(pool, wake), pool, wake, webhookSecrets });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
