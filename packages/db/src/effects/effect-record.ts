import type { Pool } from 'pg';
import type { Queryable } from '../transaction.ts';
import type { Row } from '../entities/tables.ts';
import { affected, build, first, startsWith } from '../statements.ts';
import type { LeasedWork } from '../work/work.ts';

export type EffectIntent =
  /** Nobody tried before: send it while the lease holds. */
  | { outcome: 'new'; leaseLeftMs: number }
  /** Somebody meant to send it, `ageMs` ago, and it is not known how that ended: look for it before you send. */
  | { outcome: 'intended_before'; ageMs: number }
  | { outcome: 'done'; result: unknown }
  | { outcome: 'lease_lost' };

interface IntentRow {
  lease_left_ms: number | null;
  inserted: boolean;
}

type EffectRow = Pick<Row<'effect'>, 'state' | 'result'> & { age_ms: number };

/** SQL: the fence is compared and the intention written in one statement, so that no lease can end between the two. */
const HOLDER = `select fence, (extract(epoch from lease_until - now()) * 1000)::float8 as lease_left_ms from work
  where id = $1 and fence = $2 and state = 'leased' and lease_until > now()`;

/** Records the intention with the worker's fence, if it still holds its lease, just before the request. */
export async function intendEffect(pool: Pool, work: LeasedWork, key: string, subject: string): Promise<EffectIntent> {
  const intended = await pool.query<IntentRow>(
    `with holder as (${HOLDER}),
     inserted as (insert into effect (key, subject, fence) select $3, $4, fence from holder on conflict (key) do nothing returning key)
     select (select lease_left_ms from holder) as lease_left_ms, exists (select 1 from inserted) as inserted`,
    [work.id, work.fence, key, subject],
  );
  const { lease_left_ms: leaseLeftMs = null, inserted = false } = intended.rows[0] ?? {};
  if (leaseLeftMs === null) return { outcome: 'lease_lost' };
  if (inserted) return { outcome: 'new', leaseLeftMs };
  const { rows } = await pool.query<EffectRow>(
    `select state, result, (extract(epoch from now() - intended_at) * 1000)::float8 as age_ms from effect where key = $1`,
    [key],
  );
  const row = rows[0];
  if (!row) return { outcome: 'lease_lost' };
  return row.state === 'done'
    ? { outcome: 'done', result: row.result }
    : { outcome: 'intended_before', ageMs: row.age_ms };
}

/** Takes over an old intention just before it is sent again. Null when the lease was lost, else how long it holds. */
export async function intendAgain(pool: Pool, work: LeasedWork, key: string): Promise<{ leaseLeftMs: number } | null> {
  const { rows } = await pool.query<{ leaseLeftMs: number }>(
    `update effect set fence = holder.fence, intended_at = now() from (${HOLDER}) holder
     where effect.key = $3 and effect.state = 'intended' returning holder.lease_left_ms as "leaseLeftMs"`,
    [work.id, work.fence, key],
  );
  return rows[0] ?? null;
}

export type Completion = { outcome: 'recorded' } | { outcome: 'done_before'; result: unknown };

/** The first result stays: a worker that was thought dead, and comes second, learns what the effect is known by. */
export async function completeEffect(
  pool: Pool,
  work: Pick<LeasedWork, 'fence'>,
  effect: { key: string; subject: string; result: unknown },
): Promise<Completion> {
  const { rowCount } = await pool.query(
    `insert into effect (key, subject, fence, state, result, done_at) values ($1, $2, $3, 'done', $4, now())
     on conflict (key) do update set state = 'done', result = excluded.result, done_at = now() where effect.state = 'intended'`,
    [effect.key, effect.subject, work.fence, JSON.stringify(effect.result ?? null)],
  );
  return rowCount === 1
    ? { outcome: 'recorded' }
    : { outcome: 'done_before', result: await findEffectResult(pool, effect.key) };
}

/**
 * The request was refused for good: nothing happened, and a later try starts afresh. An intention that another worker
 * took over stays.
 */
export async function withdrawEffect(pool: Pool, work: Pick<LeasedWork, 'fence'>, key: string): Promise<void> {
  await affected(
    pool,
    build.deleteFrom('effect').where('key', '=', key).where('fence', '=', work.fence).where('state', '=', 'intended'),
  );
}

export async function findEffectResult(pool: Pool, key: string): Promise<unknown> {
  const done = build.selectFrom('effect').select('result').where('key', '=', key).where('state', '=', 'done');
  return (await first(pool, done))?.result ?? null;
}

/** Whether somebody at least meant to send it: a worker that died may have. */
export async function wasIntended(db: Queryable, key: string): Promise<boolean> {
  return (await affected(db, build.selectFrom('effect').select('key').where('key', '=', key))) === 1;
}

/** What is done was changed by us on the other side: the next who asks gets the new result. */
export async function rememberEffectResult(pool: Pool, key: string, result: unknown): Promise<void> {
  await affected(
    pool,
    build
      .updateTable('effect')
      .set({ result: JSON.stringify(result) })
      .where('key', '=', key)
      .where('state', '=', 'done'),
  );
}

/** What these keys stand for is gone from the other side: the next try starts afresh. */
export async function forgetEffects(db: Queryable, keyPrefix: string): Promise<void> {
  await affected(
    db,
    build.deleteFrom('effect').where(({ ref }) => startsWith(ref('key'), keyPrefix)),
  );
}
