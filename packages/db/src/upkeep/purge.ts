import type { Queryable } from '../transaction.ts';

/** Days that things are kept. The journal and what it tells of runs is kept for ever. */
export interface Retention {
  deliveryBodies: number;
  /** Ids: longer than GitHub can deliver anything again. */
  deliveries: number;
  logs: number;
  doneWork: number;
  redeliveryRecords: number;
}

export const RETENTION: Retention = {
  deliveryBodies: 30,
  deliveries: 365,
  logs: 90,
  doneWork: 30,
  redeliveryRecords: 7,
};

const BATCH = 1_000;

/** By age, in statements small enough to disturb nobody. Answers how many rows each was. */
export async function purge(db: Queryable, retention: Retention = RETENTION): Promise<Record<keyof Retention, number>> {
  const older = (column: string) => `${column} < now() - $1 * interval '1 day'`;
  const inBatches = async (days: number, statement: (ids: string) => string, from: string): Promise<number> => {
    let removed = 0;
    for (let last = BATCH; last === BATCH; removed += last) {
      const { rowCount } = await db.query(statement(`${from} limit ${BATCH}`), [days]);
      last = rowCount ?? 0;
    }
    return removed;
  };
  return {
    deliveryBodies: await inBatches(
      retention.deliveryBodies,
      (ids) => `update webhook_delivery set body = null, headers = '{}' where id in (${ids})`,
      `select id from webhook_delivery where body is not null and handled_at is not null and ${older('received_at')}`,
    ),
    deliveries: await inBatches(
      retention.deliveries,
      (ids) => `delete from webhook_delivery where id in (${ids})`,
      `select id from webhook_delivery where handled_at is not null and ${older('received_at')}`,
    ),
    logs: await inBatches(
      retention.logs,
      (ids) => `delete from log_chunk where ctid in (${ids})`,
      `select ctid from log_chunk where ${older('written_at')}`,
    ),
    doneWork: await inBatches(
      retention.doneWork,
      (ids) => `delete from work where id in (${ids})`,
      `select id from work where state = 'done' and ${older('updated_at')}`,
    ),
    redeliveryRecords: await inBatches(
      retention.redeliveryRecords,
      (ids) => `delete from effect where key in (${ids})`,
      `select key from effect where starts_with(key, 'redelivery ') and ${older('intended_at')}`,
    ),
  };
}
