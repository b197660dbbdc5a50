import { sql } from 'kysely';
import type { Row } from '../entities/tables.ts';
import type { WorkState } from '../entities/work.entity.ts';
import { all, build, isSameName, iso } from '../statements.ts';
import type { Queryable } from '../transaction.ts';

type DeliveryColumns = Row<'webhook_delivery'>;

const deliveries = build
  .selectFrom('webhook_delivery as d')
  .leftJoin('work as w', (join) => join.on('w.kind', '=', 'deliveries').onRef('w.ref', '=', 'd.id'));

export interface DeliveryRow
  extends Pick<DeliveryColumns, 'id' | 'event' | 'action' | 'repository' | 'number' | 'sender'> {
  /** UTC, ISO 8601. */
  receivedAt: string;
  handledAt: string | null;
  /** Of its work; null when there was nothing to do. */
  state: WorkState | null;
  lastError: string | null;
}

export interface DeliveriesAsked {
  repository?: string | undefined;
  /** Only those whose work is in this state. */
  state?: string | undefined;
  limit: number;
}

/** Webhook deliveries, latest first. */
export function listDeliveries(db: Queryable, { repository, state, limit }: DeliveriesAsked): Promise<DeliveryRow[]> {
  let asked = deliveries
    .select(({ ref }) => [
      'd.id',
      'd.event',
      'd.action',
      'd.repository',
      'd.number',
      'd.sender',
      iso(ref('d.received_at'), 's').as('receivedAt'),
      iso(ref('d.handled_at'), 's').as('handledAt'),
      'w.state',
      'w.last_error as lastError',
    ])
    .orderBy('d.received_at', 'desc')
    .orderBy('d.id')
    .limit(limit);
  if (repository !== undefined) asked = asked.where(({ ref }) => isSameName(ref('d.repository'), repository));
  if (state !== undefined) asked = asked.where('w.state', '=', state as WorkState);
  return all(db, asked);
}

export interface DeliveryState extends Pick<DeliveryColumns, 'id' | 'repository' | 'number' | 'sender'> {
  /** `pull_request.opened` */
  name: string;
  headSha: string | null;
  /** ISO 8601, UTC. */
  receivedAt: string;
  handledAt: string | null;
  /** Null: nothing was to be done about it. */
  work: { state: WorkState; attempts: number; note: string | null; subject: string } | null;
}

const states = deliveries.select(({ ref }) => [
  'd.id',
  sql<string>`concat_ws('.', d.event, d.action)`.as('name'),
  'd.repository',
  'd.number',
  'd.sender',
  'd.head_sha as headSha',
  iso(ref('d.received_at'), 'ms').as('receivedAt'),
  iso(ref('d.handled_at'), 'ms').as('handledAt'),
  sql<DeliveryState['work']>`case when w.id is not null then
    jsonb_build_object('state', w.state, 'attempts', w.attempts, 'note', w.last_error, 'subject', w.subject) end`.as(
    'work',
  ),
]);

/** One delivery, or the newest of a pull request (at most `limit`), oldest first: what became of each. */
export async function findDeliveries(
  db: Queryable,
  about: { deliveryId: string } | { repository: string; number: number; limit: number },
): Promise<DeliveryState[]> {
  if ('deliveryId' in about) return all(db, states.where('d.id', '=', about.deliveryId));
  const newest = await all(
    db,
    states
      .where(({ ref }) => isSameName(ref('d.repository'), about.repository))
      .where('d.number', '=', about.number)
      .orderBy('d.received_at', 'desc')
      .limit(about.limit),
  );
  return newest.toReversed();
}
