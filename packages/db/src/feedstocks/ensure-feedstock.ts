import type { Pool } from 'pg';
import { inTransaction } from '../transaction.ts';
import { type FeedstockRecord, findFeedstock } from './find-feedstock.ts';

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
