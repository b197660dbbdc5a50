import type { Pool } from 'pg';
import { inTransaction, type Queryable } from '../transaction.ts';

export interface FeedstockRecord {
  id: number;
  spec: string;
}

/** GitHub's names are the same in any case. */
export async function findFeedstock(db: Queryable, spec: string): Promise<FeedstockRecord | null> {
  const { rows } = await db.query<FeedstockRecord>(
    'select id, spec from feedstock where lower(spec) = lower($1) order by id limit 1',
    [spec],
  );
  return rows[0] ?? null;
}

/** The adopted table has no unique key, so a lock on the name keeps two processes from adding it twice. */
export async function ensureFeedstock(pool: Pool, spec: string): Promise<FeedstockRecord> {
  return inTransaction(pool, async (client) => {
    await client.query(`select pg_advisory_xact_lock(hashtextextended('feedstock ' || lower($1), 0))`, [spec]);
    const found = await findFeedstock(client, spec);
    if (found) return found;
    const { rows } = await client.query<FeedstockRecord>(
      `insert into feedstock (spec, provider) values ($1, 'github') returning id, spec`,
      [spec],
    );
    return rows[0] as FeedstockRecord;
  });
}

/** `owner/name` of the feedstock's repository; null when there is no such feedstock. */
export async function readFeedstockSpec(db: Queryable, id: number): Promise<string | null> {
  const { rows } = await db.query<{ spec: string }>('select spec from feedstock where id = $1::bigint', [id]);
  return rows[0]?.spec ?? null;
}
