import type { Queryable } from '../transaction.ts';

/** Days that things are kept. What the journal has of runs, commands and handled deliveries is kept for ever. */
export interface Retention {
  deliveryBodies: number;
  /** Ids, and that some were ignored: longer than GitHub can deliver anything again. */
  deliveries: number;
  logs: number;
  doneWork: number;
  redeliveryRecords: number;
  /** After their end. */
  sessions: number;
}

export const RETENTION: Retention = {
  deliveryBodies: 30,
  deliveries: 365,
  logs: 90,
  doneWork: 30,
  redeliveryRecords: 7,
  sessions: 1,
};

interface Purge {
  /** Names rows. */
  find: string;
  /** Of the rows that $2 names; each compares the age again, since a row may be another one by then. */
  remove: readonly string[];
}

/** $1 is a number of days. */
const older = (column: string) => `${column} < now() - $1 * interval '1 day'`;

const PURGES: Record<keyof Retention, Purge> = {
  deliveryBodies: {
    find: `select id from webhook_delivery where body is not null and handled_at is not null and ${older('received_at')}`,
    remove: [
      `update webhook_delivery set body = null, headers = '{}' where id = any($2::text[]) and ${older('received_at')}`,
    ],
  },
  deliveries: {
    find: `select id from webhook_delivery where handled_at is not null and ${older('received_at')}`,
    remove: [
      `delete from journal where delivery_id = any($2::text[]) and kind = 'delivery' and decision = 'ignored' and ${older('at')}`,
      `delete from webhook_delivery where id = any($2::text[]) and ${older('received_at')}`,
    ],
  },
  logs: {
    find: `select ctid as id from log_chunk where ${older('written_at')}`,
    remove: [`delete from log_chunk where ctid = any($2::tid[]) and ${older('written_at')}`],
  },
  doneWork: {
    find: `select id from work where state = 'done' and ${older('updated_at')}`,
    remove: [`delete from work where id = any($2::bigint[]) and state = 'done' and ${older('updated_at')}`],
  },
  redeliveryRecords: {
    find: `select key as id from effect where starts_with(key, 'redelivery ') and ${older('intended_at')}`,
    remove: [`delete from effect where key = any($2::text[]) and ${older('intended_at')}`],
  },
  sessions: {
    find: `select id from session where ${older('expires_at')} or ${older('last_used_at')}`,
    remove: [
      `delete from session where id = any($2::bigint[]) and (${older('expires_at')} or ${older('last_used_at')})`,
    ],
  },
};

/**
 * Finding reads past much that stays, removing locks: so the one is done rarely, and the other for few rows at a time.
 */
const FOUND_AT_ONCE = 50_000;
const REMOVED_AT_ONCE = 1_000;

/**
 * By age, in statements small enough to disturb nobody. Answers how many rows each was. SQL: each table is a text of
 * the list above, and chunks go by ctid.
 */
export async function purge(db: Queryable, retention: Retention = RETENTION): Promise<Record<keyof Retention, number>> {
  const removed = { deliveryBodies: 0, deliveries: 0, logs: 0, doneWork: 0, redeliveryRecords: 0, sessions: 0 };
  for (const name of Object.keys(PURGES) as Array<keyof Retention>) {
    removed[name] = await purgeAll(db, PURGES[name], retention[name]);
  }
  return removed;
}

async function purgeAll(db: Queryable, { find, remove }: Purge, days: number): Promise<number> {
  for (let removed = 0; ; ) {
    const { rows } = await db.query<{ id: string }>(`${find} limit ${FOUND_AT_ONCE}`, [days]);
    const ids = rows.map(({ id }) => id);
    for (let from = 0; from < ids.length; from += REMOVED_AT_ONCE) {
      for (const statement of remove) await db.query(statement, [days, ids.slice(from, from + REMOVED_AT_ONCE)]);
    }
    removed += ids.length;
    if (ids.length < FOUND_AT_ONCE) return removed;
  }
}
