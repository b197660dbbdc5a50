import type { Queryable } from '../transaction.ts';

const SETTLED = 'deliveries settled before';

/**
 * What was delivered before this moment needs no look any more. At first it is when this deployment took over the database, or three days ago:
 * older deliveries were another system's, or GitHub does not keep them.
 */
export async function readSettledBefore(db: Queryable): Promise<Date> {
  const { rows } = await db.query<{ moment: string }>(
    `select greatest(
       (select (value #>> '{}')::timestamptz from setting where key = $1),
       (select min(executed_at) from pangeo_forge_migration),
       now() - interval '3 days')::text as moment`,
    [SETTLED],
  );
  return new Date(rows[0]?.moment ?? 0);
}

export async function writeSettledBefore(db: Queryable, moment: Date): Promise<void> {
  await db.query(
    `insert into setting (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value, updated_at = now()`,
    [SETTLED, JSON.stringify(moment.toISOString())],
  );
}

/** Which of the ids were recorded by the gateway: those are done, or will be. */
export async function findKnownDeliveries(db: Queryable, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await db.query<{ id: string }>('select id from webhook_delivery where id = any($1)', [ids]);
  return new Set(rows.map(({ id }) => id));
}

export interface AskedRedelivery {
  times: number;
  sinceMs: number;
}

/** How often GitHub was asked for it, and how long ago last; effects with this prefix. */
export async function findAskedRedelivery(db: Queryable, keyPrefix: string): Promise<AskedRedelivery> {
  const { rows } = await db.query<AskedRedelivery>(
    `select count(*)::int as times, coalesce(extract(epoch from now() - max(intended_at)) * 1000, 0)::float8 as "sinceMs"
     from effect where starts_with(key, $1)`,
    [keyPrefix],
  );
  return rows[0] ?? { times: 0, sinceMs: 0 };
}

/** Counts, each once, those of the ids that GitHub was asked for and that have come since. Answers how many were new. */
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
