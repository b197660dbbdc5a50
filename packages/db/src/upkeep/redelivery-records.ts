import { sql } from 'kysely';
import { writeSetting } from '../settings/setting.ts';
import { all, build, first, isAnyOf, startsWith } from '../statements.ts';
import type { Queryable } from '../transaction.ts';

const SETTLED = 'deliveries settled before';

/**
 * What was delivered before this moment needs no check any more. At first it is when this deployment took over the
 * database, or three days ago: older deliveries were another system's, or GitHub does not keep them. SQL, since the
 * migrator's table has no entity.
 */
export async function readResolvedBefore(db: Queryable): Promise<Date> {
  const { rows } = await db.query<{ moment: string }>(
    `select greatest(
       (select (value #>> '{}')::timestamptz from setting where key = $1),
       (select min(executed_at) from pangeo_forge_migration),
       now() - interval '3 days')::text as moment`,
    [SETTLED],
  );
  return new Date(rows[0]?.moment ?? 0);
}

export function writeResolvedBefore(db: Queryable, moment: Date): Promise<void> {
  return writeSetting(db, SETTLED, moment.toISOString());
}

/** Which of the ids were recorded by the gateway: those are done, or will be. */
export async function findKnownDeliveries(db: Queryable, ids: readonly string[]): Promise<Set<string>> {
  const known = await all(
    db,
    build
      .selectFrom('webhook_delivery')
      .select('id')
      .where(({ ref }) => isAnyOf(ref('id'), ids, 'text')),
  );
  return new Set(known.map(({ id }) => id));
}

export interface AskedRedelivery {
  times: number;
  sinceMs: number;
}

/** How often GitHub was asked for it, and how long ago last; effects with this prefix. */
export async function findAskedRedelivery(db: Queryable, keyPrefix: string): Promise<AskedRedelivery> {
  const asked = await first(
    db,
    build
      .selectFrom('effect')
      .select([
        sql<number>`count(*)::int`.as('times'),
        sql<number>`coalesce(extract(epoch from now() - max(intended_at)) * 1000, 0)::float8`.as('sinceMs'),
      ])
      .where(({ ref }) => startsWith(ref('key'), keyPrefix)),
  );
  return asked ?? { times: 0, sinceMs: 0 };
}

/**
 * Counts, each once, those of the ids that GitHub was asked for and that have come since. Answers how many were new.
 * SQL: one statement marks the effects and counts them, so that a crash between the two counts none twice.
 */
export async function countHealedDeliveries(db: Queryable, ids: readonly string[]): Promise<number> {
  const { rows } = await db.query<{ healed: number }>(
    `with healed as (
       update effect set result = result || '{"healed": true}' from webhook_delivery d
       where effect.key = 'redelivery ' || d.id || ' 1' and d.id = any($1) and effect.state = 'done' and not effect.result ? 'healed'
       returning effect.key),
     counted as (
       insert into counter as c (name, count) select 'deliveries_healed', count(*) from healed having count(*) > 0
       on conflict (name) do update set count = c.count + excluded.count, last_at = now())
     select count(*)::integer as healed from healed`,
    [ids],
  );
  return rows[0]?.healed ?? 0;
}
