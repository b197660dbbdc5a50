import { sql } from 'kysely';
import type { Pool } from 'pg';
import type { Row } from '../entities/tables.ts';
import { build, first, isSameName } from '../statements.ts';
import { inTransaction, lockName, type Queryable } from '../transaction.ts';

export type FeedstockRecord = Pick<Row<'feedstock'>, 'id' | 'spec'>;

/** GitHub's names are the same in any case. */
export function findFeedstock(db: Queryable, spec: string): Promise<FeedstockRecord | null> {
  return first(
    db,
    build
      .selectFrom('feedstock')
      .select(['id', 'spec'])
      .where(({ ref }) => isSameName(ref('spec'), spec))
      .orderBy('id')
      .limit(1),
  );
}

/** The adopted table has no unique key, so a lock on the name keeps two processes from adding it twice. */
export function lockFeedstockName(client: Queryable, spec: string): Promise<void> {
  return lockName(client, `feedstock ${spec.toLowerCase()}`);
}

export async function ensureFeedstock(pool: Pool, spec: string): Promise<FeedstockRecord> {
  return inTransaction(pool, async (client) => {
    await lockFeedstockName(client, spec);
    const found = await findFeedstock(client, spec);
    if (found) return found;
    const added = await first(
      client,
      build.insertInto('feedstock').values({ spec, provider: 'github' }).returning(['id', 'spec']),
    );
    return added as FeedstockRecord;
  });
}

/** `owner/name` of the feedstock's repository; null when there is no such feedstock. */
export async function readFeedstockSpec(db: Queryable, id: number): Promise<string | null> {
  const found = await first(
    db,
    build.selectFrom('feedstock').select('spec').where('id', '=', sql<number>`${id}::bigint`),
  );
  return found?.spec ?? null;
}
