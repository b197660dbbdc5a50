import type { Pool } from 'pg';
import type { LeasedWork } from '../work/work.ts';

export type EffectIntent =
  /** Nobody tried before: send it. */
  | { outcome: 'new' }
  /** Somebody meant to send it, `ageMs` ago, and did not say how it ended: look before you send. */
  | { outcome: 'intended_before'; ageMs: number }
  | { outcome: 'done'; result: unknown }
  | { outcome: 'lease_lost' };

interface EffectRow {
  state: 'intended' | 'done';
  result: unknown;
  age_ms: number;
}

/** Records the intention with the worker's fence, if it still holds its lease, just before the request. */
export async function intendEffect(pool: Pool, work: LeasedWork, key: string, subject: string): Promise<EffectIntent> {
  const inserted = await pool.query(
    `insert into effect (key, subject, fence)
     select $1, $2, fence from work where id = $3 and fence = $4 and state = 'leased' and lease_until > now()
     on conflict (key) do nothing`,
    [key, subject, work.id, work.fence],
  );
  if (inserted.rowCount === 1) return { outcome: 'new' };
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

/** Takes over an old intention just before it is sent again. False when the lease was lost. */
export async function intendAgain(pool: Pool, work: LeasedWork, key: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    `update effect set fence = work.fence, intended_at = now() from work
     where effect.key = $1 and effect.state = 'intended'
       and work.id = $2 and work.fence = $3 and work.state = 'leased' and work.lease_until > now()`,
    [key, work.id, work.fence],
  );
  return rowCount === 1;
}

export async function completeEffect(pool: Pool, key: string, result: unknown): Promise<void> {
  await pool.query(`update effect set state = 'done', result = $2, done_at = now() where key = $1`, [
    key,
    JSON.stringify(result ?? null),
  ]);
}

/** The request was refused for good: nothing happened, and a later try starts afresh. */
export async function withdrawEffect(pool: Pool, key: string): Promise<void> {
  await pool.query(`delete from effect where key = $1 and state = 'intended'`, [key]);
}

export async function findEffectResult(pool: Pool, key: string): Promise<unknown> {
  const { rows } = await pool.query<{ result: unknown }>(
    `select result from effect where key = $1 and state = 'done'`,
    [key],
  );
  return rows[0]?.result ?? null;
}
