import type { Queryable } from '../transaction.ts';

/** Counts what needs no row of its own, such as messages that were acknowledged and not for us. */
export async function countEvent(db: Queryable, name: string, times = 1): Promise<void> {
  await db.query(
    `insert into counter as c (name, count) values ($1, $2) on conflict (name) do update set count = c.count + $2, last_at = now()`,
    [name, times],
  );
}

/** How many seconds ago each counter last counted. */
export async function readCounterAges(db: Queryable): Promise<Record<string, number>> {
  const { rows } = await db.query<{ name: string; seconds: number }>(
    'select name, extract(epoch from now() - last_at)::float8 as seconds from counter',
  );
  return Object.fromEntries(rows.map(({ name, seconds }) => [name, seconds]));
}

/** Every counter with its count. */
export async function readCounters(db: Queryable): Promise<Record<string, number>> {
  const { rows } = await db.query<{ name: string; count: number }>('select name, count::float8 as count from counter');
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
}
