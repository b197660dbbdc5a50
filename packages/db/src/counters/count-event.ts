import { sql } from 'kysely';
import { affected, all, build, now } from '../statements.ts';
import type { Queryable } from '../transaction.ts';

/** Counts what needs no row of its own, such as messages that were acknowledged and not for us. */
export async function countEvent(db: Queryable, name: string, times = 1): Promise<void> {
  const count = sql<string>`counter.count + excluded.count`;
  await affected(
    db,
    build
      .insertInto('counter')
      .values({ name, count: String(times) })
      .onConflict((same) => same.column('name').doUpdateSet({ count, last_at: now })),
  );
}

/** How many seconds ago each counter last counted. */
export async function readCounterAges(db: Queryable): Promise<Record<string, number>> {
  const seconds = sql<number>`extract(epoch from now() - last_at)::float8`.as('seconds');
  const counters = await all(db, build.selectFrom('counter').select(['name', seconds]));
  return Object.fromEntries(counters.map((counter) => [counter.name, counter.seconds]));
}

/** Every counter with its count. */
export async function readCounters(db: Queryable): Promise<Record<string, number>> {
  const counters = await all(db, build.selectFrom('counter').select(['name', sql<number>`count::float8`.as('count')]));
  return Object.fromEntries(counters.map(({ name, count }) => [name, count]));
}
