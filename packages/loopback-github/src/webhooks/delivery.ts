import type { Account, App, Installation } from '../store/account.ts';
import type { Repository } from '../store/repository.ts';

/** One attempt to deliver one event to one App, as `/app/hook/deliveries` lists them: attempts share a guid. */
export interface Delivery {
  id: number;
  guid: string;
  app: App;
  event: string;
  action: string | null;
  installationId: number | null;
  repositoryId: number | null;
  /** The raw JSON. */
  body: string;
  isRedelivery: boolean;
  deliveredAt: Date;
  durationMs: number;
  /** `OK`, or what went wrong. */
  status: string;
  /** 0 until it was answered. */
  statusCode: number;
  request: { headers: Record<string, string> };
  response: { headers: Record<string, string>; body: string };
}

export interface WebhookEvent {
  name: string;
  action?: string;
  /** Account whose installations get it. */
  account: Account;
  repository?: Repository;
  sender: Account;
  payload: Record<string, unknown>;
  /** Only this App's installation, for events that concern one App. */
  onlyApp?: App;
  /**
   * Exactly this installation, even if not subscribed, deleted or suspended: for events about the installation itself.
   */
  installation?: Installation;
}

export interface Webhooks {
  /** Sends an event to all subscribers; later changes do not show in the payload. */
  emit(event: WebhookEvent): void;
  /** To one App, without an installation. */
  ping(app: App): void;
  isHeard(event: string, repository: Repository): boolean;
  /** All attempts, oldest first. */
  all(): readonly Delivery[];
  /** Sends it again with the same guid. */
  redeliver(delivery: Delivery): void;
  /** Holds deliveries back until `release`. */
  hold(): void;
  /** Sends held deliveries: the given ones in this order, or all of them, and then stops holding. */
  release(guids?: string[]): void;
  drain(): Promise<void>;
  stop(): Promise<void>;
}
