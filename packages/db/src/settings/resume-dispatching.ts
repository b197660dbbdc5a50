import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import type { Pool } from 'pg';
import { writeJournal } from '../journal/write-journal.ts';
import { inTransaction } from '../transaction.ts';
import { DISPATCHING_KEY, DISPATCHING_STOPPED } from './read-dispatching.ts';

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
