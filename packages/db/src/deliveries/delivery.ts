import { zstdDecompressSync } from 'node:zlib';
import type { Subject } from '../names/subject.ts';
import type { Queryable } from '../transaction.ts';
import type { LeasedWork } from '../work/work.ts';

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

export interface PlaceOfDelivery {
  repository: string;
  /** Of the pull request or issue. */
  number: number;
  event: string;
}

/** The pull request or issue that a delivery is about; null when it is about none. */
export async function findPlaceOfDelivery(db: Queryable, id: string): Promise<PlaceOfDelivery | null> {
  const { rows } = await db.query<PlaceOfDelivery>(
    'select repository, number, event from webhook_delivery where id = $1 and repository is not null and number is not null',
    [id],
  );
  return rows[0] ?? null;
}

const UNIQUE_VIOLATION = '23505';

/**
 * A delivery that came under an older name of its repository is about the pull request that is known by the newer one: it takes that one's lane.
 * Null while somebody works there.
 */
export async function moveDelivery(
  db: Queryable,
  work: LeasedWork,
  from: string,
  to: string,
): Promise<LeasedWork | null> {
  const subject = `${work.subject} `.replace(` ${from}`, ` ${to}`).trimEnd() as Subject;
  try {
    await db.query(`update work set subject = $3 where id = $1 and fence = $2 and state = 'leased'`, [
      work.id,
      work.fence,
      subject,
    ]);
  } catch (error) {
    if ((error as { code?: string }).code === UNIQUE_VIOLATION) return null;
    throw error;
  }
  await db.query('update webhook_delivery set repository = $2 where id = $1', [work.ref, to]);
  return { ...work, subject };
}
