import type { Queryable } from '../transaction.ts';

export interface DeliveryRow {
  id: string;
  event: string;
  action: string | null;
  repository: string | null;
  number: number | null;
  sender: string | null;
  /** UTC, ISO 8601. */
  receivedAt: string;
  handledAt: string | null;
  /** Of its work; null when there was nothing to do. */
  state: string | null;
  lastError: string | null;
}

const COLUMNS = `d.id, d.event, d.action, d.repository, d.number, d.sender,
  to_char(d.received_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "receivedAt",
  to_char(d.handled_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "handledAt",
  w.state, w.last_error as "lastError"`;

export interface DeliveriesAsked {
  repository?: string | undefined;
  /** Only those whose work is in this state. */
  state?: string | undefined;
  limit: number;
}

/** Webhook deliveries, latest first. */
export async function listDeliveries(db: Queryable, asked: DeliveriesAsked): Promise<DeliveryRow[]> {
  const { rows } = await db.query<DeliveryRow>(
    `select ${COLUMNS} from webhook_delivery d left join work w on w.kind = 'deliveries' and w.ref = d.id
     where ($1::text is null or lower(d.repository) = lower($1)) and ($2::text is null or w.state = $2)
     order by d.received_at desc, d.id limit $3`,
    [asked.repository ?? null, asked.state ?? null, asked.limit],
  );
  return rows;
}
