import type { Queryable } from '../transaction.ts';
import type { WorkState } from '../work/work.ts';

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

export interface DeliveryState {
  id: string;
  /** `pull_request.opened` */
  name: string;
  repository: string | null;
  number: number | null;
  sender: string | null;
  headSha: string | null;
  /** ISO 8601, UTC. */
  receivedAt: string;
  handledAt: string | null;
  /** Null: nothing was to be done about it. */
  work: { state: WorkState; attempts: number; note: string | null; subject: string } | null;
}

const SELECT = `select d.id, concat_ws('.', d.event, d.action) as name, d.repository, d.number, d.sender, d.head_sha as "headSha",
    to_char(d.received_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "receivedAt",
    to_char(d.handled_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "handledAt",
    case when w.id is not null then
      jsonb_build_object('state', w.state, 'attempts', w.attempts, 'note', w.last_error, 'subject', w.subject) end as work
  from webhook_delivery d left join work w on w.kind = 'deliveries' and w.ref = d.id`;

/** One delivery, or the newest of a pull request (at most `limit`), oldest first: what became of each. */
export async function findDeliveries(
  db: Queryable,
  about: { deliveryId: string } | { repository: string; number: number; limit: number },
): Promise<DeliveryState[]> {
  if ('deliveryId' in about)
    return (await db.query<DeliveryState>(`${SELECT} where d.id = $1`, [about.deliveryId])).rows;
  const { rows } = await db.query<DeliveryState>(
    `${SELECT} where lower(d.repository) = lower($1) and d.number = $2 order by d.received_at desc limit $3`,
    [about.repository, about.number, about.limit],
  );
  return rows.toReversed();
}
