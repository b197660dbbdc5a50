import type { Queryable } from '../transaction.ts';

/** What these keys stand for is gone from the other side: the next try starts afresh. */
export async function forgetEffects(db: Queryable, keyPrefix: string): Promise<void> {
  await db.query('delete from effect where starts_with(key, $1)', [keyPrefix]);
}
