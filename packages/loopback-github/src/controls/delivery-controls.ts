import type { World } from '../store/world.ts';

/** One event sent to one App, with all attempts to deliver it. */
export interface RecordedDelivery {
  guid: string;
  appId: number;
  event: string;
  action: string | null;
  /** Of the last attempt; 0 while it is under way or held back. */
  statusCode: number;
  /** Parsed on each reading. */
  readonly payload: unknown;
  attempts: { id: number; at: Date; statusCode: number; status: string; isRedelivery: boolean }[];
}

export interface DeliveryControls {
  /** What was sent, oldest first. */
  deliveries(): RecordedDelivery[];
  /** As the button on the App's page: once more, with the same guid. */
  redeliver(guid: string): void;
  /** Resolves when every webhook on its way has been answered, or given up after 10 s. */
  drainWebhooks(): Promise<void>;
  /** Keeps new deliveries back, until `releaseWebhooks`. */
  holdWebhooks(): void;
  /** Sends what was held back: the named ones in this order while holding on, or all of them and holds no more. */
  releaseWebhooks(guids?: string[]): void;
}

export function deliveryControls(world: World): DeliveryControls {
  const { webhooks } = world;
  return {
    deliveries() {
      const byGuid = new Map<string, RecordedDelivery>();
      for (const one of webhooks.all()) {
        const known = byGuid.get(one.guid) ?? {
          guid: one.guid,
          appId: one.app.id,
          event: one.event,
          action: one.action,
          statusCode: 0,
          get payload() {
            return JSON.parse(one.body) as unknown;
          },
          attempts: [],
        };
        known.statusCode = one.statusCode;
        known.attempts.push({
          id: one.id,
          at: one.deliveredAt,
          statusCode: one.statusCode,
          status: one.status,
          isRedelivery: one.isRedelivery,
        });
        byGuid.set(one.guid, known);
      }
      return [...byGuid.values()];
    },
    redeliver(guid) {
      const delivery = webhooks.all().find((one) => one.guid === guid);
      if (!delivery) throw new Error(`there is no delivery ${guid}`);
      webhooks.redeliver(delivery);
    },
    drainWebhooks: () => webhooks.drain(),
    holdWebhooks: () => webhooks.hold(),
    releaseWebhooks: (guids) => webhooks.release(guids),
  };
}
