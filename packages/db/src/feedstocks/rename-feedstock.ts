import type { Pool } from 'pg';
import { writeJournal } from '../journal/write-journal.ts';
import { inTransaction } from '../transaction.ts';
import { findFeedstock } from './find-feedstock.ts';

export interface Renaming {
  from: string;
  to: string;
  actor: string | null;
}

/** The feedstock goes by its repository's new name, runs and all. `taken`: a feedstock of the new name was registered before, and both stay. */
export async function renameFeedstock(
  pool: Pool,
  { from, to, actor }: Renaming,
): Promise<'renamed' | 'unknown' | 'taken'> {
  return inTransaction(pool, async (client) => {
    for (const spec of [from, to].toSorted())
      await client.query(`select pg_advisory_xact_lock(hashtextextended('feedstock ' || lower($1), 0))`, [spec]);
    const feedstock = await findFeedstock(client, from);
    if (!feedstock) return 'unknown';
    const other = await findFeedstock(client, to);
    if (other && other.id !== feedstock.id) return 'taken';
    await client.query('update feedstock set spec = $2 where id = $1', [feedstock.id, to]);
    const reason = `the repository ${from} is ${to} now`;
    await writeJournal(client, {
      kind: 'operation',
      subject: `feedstock ${feedstock.id}`,
      decision: 'changed',
      from,
      to,
      actor,
      reason,
    });
    return 'renamed';
  });
}
