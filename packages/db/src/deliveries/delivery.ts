import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';
import { sql } from 'kysely';
import type { Row } from '../entities/tables.ts';
import type { Subject } from '../names/subject.ts';
import { affected, build, first } from '../statements.ts';
import { isUniqueViolation, type Queryable } from '../transaction.ts';
import type { LeasedWork } from '../work/work.ts';

const decompressed = promisify(zstdDecompress);

type DeliveryRow = Row<'webhook_delivery'>;

export interface Delivery extends Pick<DeliveryRow, 'id' | 'event' | 'action'> {
  /** The parsed body; null when it was purged by age. */
  payload: unknown;
  receivedAt: Date;
}

/** The body is decompressed off the event loop, and parsed by `parse`. */
export async function readDelivery(
  db: Queryable,
  id: string,
  parse: (json: Buffer) => unknown = (json) => JSON.parse(json.toString('utf8')),
): Promise<Delivery | null> {
  const row = await first(
    db,
    build.selectFrom('webhook_delivery').select(['id', 'event', 'action', 'body', 'received_at']).where('id', '=', id),
  );
  if (!row) return null;
  const payload: unknown = row.body ? await parse(await decompressed(row.body)) : null;
  return { id: row.id, event: row.event, action: row.action, payload, receivedAt: new Date(row.received_at) };
}

export async function markDeliveryHandled(db: Queryable, id: string): Promise<void> {
  await affected(
    db,
    build
      .updateTable('webhook_delivery')
      .set({ handled_at: sql<string>`coalesce(handled_at, now())` })
      .where('id', '=', id),
  );
}

/** Whether it is still being handled. False for the name under which the API starts a retry. */
export async function isDeliveryOpen(db: Queryable, id: string): Promise<boolean> {
  const open = build.selectFrom('webhook_delivery').select('id').where('id', '=', id).where('handled_at', 'is', null);
  return (await first(db, open)) !== null;
}

export interface PlaceOfDelivery {
  repository: string;
  /** Of the pull request or issue. */
  number: number;
  event: string;
}

/** The pull request or issue that a delivery is about; null when it is about none. */
export function findPlaceOfDelivery(db: Queryable, id: string): Promise<PlaceOfDelivery | null> {
  return first(
    db,
    build
      .selectFrom('webhook_delivery')
      .select(['repository', 'number', 'event'])
      .where('id', '=', id)
      .where('repository', 'is not', null)
      .where('number', 'is not', null)
      .$narrowType<{ repository: string; number: number }>(),
  );
}

/**
 * A delivery that came under an older name of its repository is about the pull request that is known by the newer one:
 * it moves to that subject. Null while somebody works there.
 */
export async function moveDelivery(
  db: Queryable,
  work: LeasedWork,
  from: string,
  to: string,
): Promise<LeasedWork | null> {
  const subject = `${work.subject} `.replace(` ${from}`, ` ${to}`).trimEnd() as Subject;
  try {
    await affected(
      db,
      build
        .updateTable('work')
        .set({ subject })
        .where('id', '=', work.id)
        .where('fence', '=', work.fence)
        .where('state', '=', 'leased'),
    );
  } catch (error) {
    if (isUniqueViolation(error)) return null;
    throw error;
  }
  await affected(db, build.updateTable('webhook_delivery').set({ repository: to }).where('id', '=', work.ref));
  return { ...work, subject };
}
