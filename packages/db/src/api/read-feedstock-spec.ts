import type { Queryable } from '../transaction.ts';

/** `owner/name` of the feedstock's repository; null when there is no such feedstock. */
export async function readFeedstockSpec(db: Queryable, id: number): Promise<string | null> {
  const { rows } = await db.query<{ spec: string }>('select spec from feedstock where id = $1::bigint', [id]);
  return rows[0]?.spec ?? null;
}
