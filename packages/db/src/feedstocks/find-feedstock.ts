import type { Queryable } from '../transaction.ts';

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
