import { setTimeout as pause } from 'node:timers/promises';
import type { LoopbackPubSub, PushTarget } from './loopback-pubsub.ts';

/** What happens to messages on their way; all may be changed at any time. */
export interface NotificationFaults {
  /** Share of messages that never arrive. */
  loss: number;
  /** Share of deliveries that are repeated although they were acknowledged. */
  duplication: number;
  /** Each delivery is delayed by up to this, so that messages overtake one another. */
  delayMs: number;
}

export interface NotificationCounts {
  published: number;
  lost: number;
  deliveries: number;
  duplicates: number;
  acknowledged: number;
  /** Deliveries that were refused or not answered. */
  refused: number;
  /** Messages that were neither lost nor acknowledged yet. */
  open: number;
}

export interface PushSubscription {
  publish(data: unknown): void;
  counts(): NotificationCounts;
  /** Ends all deliveries. */
  stop(): Promise<void>;
}

export interface PushSubscriptionOptions {
  pubsub: LoopbackPubSub;
  target: PushTarget;
  faults: NotificationFaults;
  /** Pause before a refused message is redelivered, doubled up to sixteen times of it. */
  retryAfterMs: number;
  random?: () => number;
}

const ACKNOWLEDGED = new Set([102, 200, 201, 202, 204]);
const MAX_DOUBLINGS = 4;

/** A push subscription: redelivers a message until it is acknowledged, as Pub/Sub does, with the given faults. */
export function createPushSubscription(options: PushSubscriptionOptions): PushSubscription {
  const { pubsub, target, faults, retryAfterMs, random = Math.random } = options;
  const stopping = new AbortController();
  const counts: NotificationCounts = {
    published: 0,
    lost: 0,
    deliveries: 0,
    duplicates: 0,
    acknowledged: 0,
    refused: 0,
    open: 0,
  };
  const underWay = new Set<Promise<void>>();

  async function deliver(data: unknown): Promise<boolean> {
    counts.deliveries++;
    const status = await pubsub.push(target, data).catch(() => 0);
    const isTaken = ACKNOWLEDGED.has(status);
    if (!isTaken) counts.refused++;
    return isTaken;
  }

  async function untilAcknowledged(data: unknown): Promise<void> {
    const wait = (ms: number) => pause(ms, undefined, { signal: stopping.signal });
    await wait(random() * faults.delayMs);
    for (let attempt = 0; !(await deliver(data)); attempt++)
      await wait(retryAfterMs * 2 ** Math.min(attempt, MAX_DOUBLINGS));
    counts.acknowledged++;
    counts.open--;
    if (random() >= faults.duplication) return;
    await wait(random() * faults.delayMs);
    counts.duplicates++;
    await deliver(data);
  }

  return {
    publish(data) {
      counts.published++;
      if (random() < faults.loss) {
        counts.lost++;
        return;
      }
      counts.open++;
      const delivery = untilAcknowledged(data).catch((error: unknown) => {
        if (!stopping.signal.aborted) throw error;
      });
      underWay.add(delivery);
      void delivery.finally(() => underWay.delete(delivery));
    },
    counts: () => ({ ...counts }),
    async stop() {
      stopping.abort();
      await Promise.all(underWay);
    },
  };
}
