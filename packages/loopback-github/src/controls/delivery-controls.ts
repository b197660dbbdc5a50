import type { World } from '../store/world.ts';

/** One event sent to one App, with all attempts to deliver it. */
export interface RecordedDelivery {
  guid: string;
  appId: number;
  event: string;
  action: string | null;
  /** Of the last attempt; 0 while it is in progress or held back. */
  statusCode: number;
  /** Parsed on each access. */
  readonly payload: unknown;
  attempts: { id: number; at: Date; statusCode: number; status: string; isRedelivery: boolean }[];
}

export interface DeliveryControls {
  /** All deliveries, oldest first. */
  deliveries(): RecordedDelivery[];
  /** Like the button on the App's page: sends it again with the same guid. */
  redeliver(guid: string): void;
  /** Resolves when every webhook in flight has been answered, or abandoned after 10 s. */
  drainWebhooks(): Promise<void>;
  /** Holds new deliveries back until `releaseWebhooks`. */
  holdWebhooks(): void;
  /** Sends held deliveries: the named ones in this order, and goes on holding; or all of them, and stops holding. */
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
