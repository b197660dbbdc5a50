import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import type { Pool } from 'pg';
import { z } from 'zod';
import { writeJournal } from '../journal/journal.ts';
import { inTransaction, type Queryable } from '../transaction.ts';

const schema = z.object({ stopped: z.boolean(), reason: z.string(), by: z.string() });

export type Dispatching = { stopped: false } | { stopped: true; reason: string; by: string };

/** How work that waits for the operator begins its note, so that it is found when dispatching goes on. */
export const DISPATCHING_STOPPED = 'an operator stopped dispatching';
export const DISPATCHING_KEY = 'dispatching';

/** Whether an operator stopped the starting of anything new, and why. What a later version wrote, and we cannot read, stops too. */
export async function readDispatching(db: Queryable): Promise<Dispatching> {
  const { rows } = await db.query<{ value: unknown }>('select value from setting where key = $1', [DISPATCHING_KEY]);
  if (!rows[0]) return { stopped: false };
  const parsed = schema.safeParse(rows[0].value);
  if (!parsed.success) return { stopped: true, reason: 'no reason was given', by: 'an operator' };
  const { stopped, reason, by } = parsed.data;
  return stopped ? { stopped, reason, by } : { stopped: false };
}

/** From now on events are accepted and journalled, and nothing new is started. What runs goes on. `reason` is shown to people on GitHub. */
export async function stopDispatching(pool: Pool, stop: { reason: string; by: string }): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query(
      `insert into setting (key, value) values ($1, $2)
       on conflict (key) do update set value = excluded.value, updated_at = now()`,
      [DISPATCHING_KEY, JSON.stringify({ stopped: true, ...stop })],
    );
    await writeJournal(client, {
      kind: 'operation',
      subject: DISPATCHING_KEY,
      decision: 'changed',
      to: 'stopped',
      actor: stop.by,
      reason: stop.reason,
    });
  });
}

/** Dispatching goes on, and what waited for it is due: wake the answer. Workers find it by themselves too, a moment later. */
export async function resumeDispatching(pool: Pool, { by }: { by: string }): Promise<DueWork[]> {
  return inTransaction(pool, async (client) => {
    const { rowCount } = await client.query('delete from setting where key = $1', [DISPATCHING_KEY]);
    if (rowCount !== 0) {
      const reason = 'dispatching goes on';
      await writeJournal(client, {
        kind: 'operation',
        subject: DISPATCHING_KEY,
        decision: 'changed',
        to: 'running',
        actor: by,
        reason,
      });
    }
    // what is in hand may have seen the stop a moment ago, and be about to wait: it looks once more
    await client.query(
      `update work set again = true where state = 'leased' and kind in ('deliveries', 'reconciliations')`,
    );
    const { rows } = await client.query<DueWork>(
      `update work set state = 'due', due_at = now(), updated_at = now()
       where state = 'waiting' and starts_with(last_error, $1) returning id::text, kind, label`,
      [DISPATCHING_STOPPED],
    );
    return rows;
  });
}
