import type { App } from '../store/app.ts';

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
