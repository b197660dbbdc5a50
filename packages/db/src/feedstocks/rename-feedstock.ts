import type { Pool } from 'pg';
import { writeJournal } from '../journal/write-journal.ts';
import { formatSubject } from '../names/subject.ts';
import { inTransaction } from '../transaction.ts';
import { recordName } from './current-name.ts';
import { findFeedstock } from './find-feedstock.ts';
import { moveOpenWork } from './move-open-work.ts';

export interface Renaming {
  /** GitHub's, which stays. */
  repositoryId: number;
  from: string;
  to: string;
  actor: string | null;
}

/**
 * The feedstock goes by its repository's new name, runs and what is under way and all. `taken`: a feedstock of the new name was registered before, and
 * both stay. `busy`: somebody is at one of its pull requests just now, so that nothing was changed.
 */
export async function renameFeedstock(
  pool: Pool,
  { repositoryId, from, to, actor }: Renaming,
): Promise<'renamed' | 'unknown' | 'taken' | 'busy'> {
  return inTransaction(pool, async (client) => {
    for (const spec of [from, to].toSorted())
      await client.query(`select pg_advisory_xact_lock(hashtextextended('feedstock ' || lower($1), 0))`, [spec]);
    const feedstock = await findFeedstock(client, from);
    if (!feedstock) return 'unknown';
    const other = await findFeedstock(client, to);
    if (other && other.id !== feedstock.id) return 'taken';
    if ((await moveOpenWork(client, { from, to })) === 'busy') return 'busy';
    await recordName(client, repositoryId, to);
    await client.query('update feedstock set spec = $2 where id = $1', [feedstock.id, to]);
    const reason = `the repository ${from} is ${to} now`;
    await writeJournal(client, {
      kind: 'operation',
      subject: formatSubject({ of: 'feedstock', feedstockId: feedstock.id }),
      decision: 'changed',
      from,
      to,
      actor,
      reason,
    });
    return 'renamed';
  });
}
