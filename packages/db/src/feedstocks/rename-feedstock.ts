import type { Pool } from 'pg';
import type { Row } from '../entities/tables.ts';
import { writeJournal } from '../journal/journal.ts';
import { formatSubject } from '../names/subject.ts';
import { inTransaction, type Queryable } from '../transaction.ts';
import { recordName } from './repository-names.ts';
import { affected, build } from '../statements.ts';
import { findFeedstock, lockFeedstockName } from './feedstock.ts';

export interface Renaming {
  /** GitHub's, which stays. */
  repositoryId: number;
  from: string;
  to: string;
  actor: string | null;
}

/**
 * The feedstock goes by its repository's new name, runs and what is under way and all. `taken`: a feedstock of the new
 * name was registered before, and both stay. `busy`: somebody is at one of its pull requests just now, so that nothing
 * was changed.
 */
export async function renameFeedstock(
  pool: Pool,
  { repositoryId, from, to, actor }: Renaming,
): Promise<'renamed' | 'unknown' | 'taken' | 'busy'> {
  return inTransaction(pool, async (client) => {
    for (const spec of [from, to].toSorted()) await lockFeedstockName(client, spec);
    const feedstock = await findFeedstock(client, from);
    if (!feedstock) return 'unknown';
    const other = await findFeedstock(client, to);
    if (other && other.id !== feedstock.id) return 'taken';
    if ((await moveOpenWork(client, { from, to })) === 'busy') return 'busy';
    await recordName(client, repositoryId, to);
    await affected(client, build.updateTable('feedstock').set({ spec: to }).where('id', '=', feedstock.id));
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

export interface RenamedRepository {
  /** `owner/name` */
  from: string;
  to: string;
}

/** A name stands in a key between a blank and one of these. */
const MARKS = ['#', '@', ' '];

/**
 * What is under way for a repository goes on under its new name: the lanes of its pull requests, the keys by which is
 * known what was done and what was asked of the runner. `busy`: somebody works on it just now, and knows it by its old
 * name only, or what was sent may not show yet. SQL: names are replaced within texts, the same in five columns.
 */
export async function moveOpenWork(db: Queryable, renamed: RenamedRepository): Promise<'moved' | 'busy'> {
  const values = [renamed.from, renamed.to];
  const renamedText = (column: string) =>
    MARKS.reduce(
      (text, mark) => `replace(${text}, ' ' || $1::text || '${mark}', ' ' || $2::text || '${mark}')`,
      `${column} || ' '`,
    );
  const isNamed = (column: string) =>
    `(${MARKS.map((mark) => `strpos(${column} || ' ', ' ' || $1::text || '${mark}') > 0`).join(' or ')})`;
  // no worker claims one of these any more before the end of the transaction
  const { rows } = await db.query<Pick<Row<'work'>, 'state'>>(
    `select state from work where kind = 'deliveries' and ${isNamed('subject')} for update`,
    [renamed.from],
  );
  const { rowCount: onTheirWay } = await db.query(
    `select 1 from effect where state = 'intended' and intended_at > now() - interval '1 minute' and ${isNamed('key')} limit 1`,
    [renamed.from],
  );
  if (rows.some(({ state }) => state === 'leased') || onTheirWay) return 'busy';
  const rename = (table: string, column: string) =>
    db.query(
      `update ${table} set ${column} = rtrim(${renamedText(column)}) where ${isNamed(column)}
         and not exists (select 1 from ${table} other where other.${column} = rtrim(${renamedText(`${table}.${column}`)}))`,
      values,
    );
  await db.query(
    `update work set subject = rtrim(${renamedText('subject')}) where kind = 'deliveries' and ${isNamed('subject')}`,
    values,
  );
  await db.query(
    `update runner_invocation set subject = rtrim(${renamedText('subject')}) where state <> 'ended' and ${isNamed('subject')}`,
    values,
  );
  await rename('effect', 'key');
  await rename('runner_invocation', 'key');
  await rename('reciperun', 'dispatch_key');
  await db.query('update webhook_delivery set repository = $2 where repository = $1', values);
  return 'moved';
}
