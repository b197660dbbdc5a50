import type { Pool } from 'pg';
import { writeJournal } from '../journal/write-journal.ts';
import { inTransaction } from '../transaction.ts';
import { DISPATCHING_KEY } from './read-dispatching.ts';

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
