import { zstdDecompressSync } from 'node:zlib';
import type { Queryable } from '../transaction.ts';

export interface Delivery {
  id: string;
  event: string;
  action: string | null;
  /** The parsed body; null when it was purged by age. */
  payload: unknown;
  receivedAt: Date;
}

export async function readDelivery(db: Queryable, id: string): Promise<Delivery | null> {
  const { rows } = await db.query<{
    id: string;
    event: string;
    action: string | null;
    body: Buffer | null;
    received_at: string;
  }>('select id, event, action, body, received_at::text from webhook_delivery where id = $1', [id]);
  const row = rows[0];
  if (!row) return null;
  const payload: unknown = row.body ? JSON.parse(zstdDecompressSync(row.body).toString('utf8')) : null;
  return { id: row.id, event: row.event, action: row.action, payload, receivedAt: new Date(row.received_at) };
}

export async function markDeliveryHandled(db: Queryable, id: string): Promise<void> {
  await db.query('update webhook_delivery set handled_at = coalesce(handled_at, now()) where id = $1', [id]);
}
