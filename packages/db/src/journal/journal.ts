import { type ExpressionBuilder, sql } from 'kysely';
import type { Row, Tables } from '../entities/tables.ts';
import { formatSubject } from '../names/subject.ts';
import { affected, all, build, isSameName, iso } from '../statements.ts';
import { storableJson, storableText } from '../storable.ts';
import type { Queryable } from '../transaction.ts';

type JournalRow = Row<'journal'>;

export interface JournalEntry extends Pick<JournalRow, 'kind' | 'subject' | 'decision' | 'reason'> {
  deliveryId?: string | null;
  recipeRunId?: number | null;
  from?: string | null;
  to?: string | null;
  actor?: string | null;
  detail?: unknown;
}

/** Append-only: what was decided or done, and why. */
export async function writeJournal(db: Queryable, entry: JournalEntry): Promise<void> {
  await affected(
    db,
    build.insertInto('journal').values({
      kind: entry.kind,
      subject: entry.subject,
      delivery_id: entry.deliveryId ?? null,
      recipe_run_id: entry.recipeRunId ?? null,
      decision: entry.decision,
      from_state: entry.from ?? null,
      to_state: entry.to ?? null,
      actor: entry.actor ?? null,
      reason: storableText(entry.reason),
      detail: entry.detail === undefined ? null : storableJson(entry.detail),
    }),
  );
}

/**
 * What the journal is asked about. A pull request's entries hold those of its deliveries, its commands and its runs.
 */
export type JournalSubject =
  | { deliveryId: string }
  | { repository: string; number: number }
  | { recipeRunId: number }
  | { subject: string };

export interface JournalQuery {
  about: JournalSubject;
  /** At most; 200 by default. The newest are kept. */
  limit?: number;
  /** Only entries older than the one of this id: for the next page. */
  before?: string;
}

export interface JournalRecord
  extends Pick<JournalRow, 'id' | 'kind' | 'subject' | 'decision' | 'actor' | 'reason' | 'detail'> {
  /** ISO 8601, UTC. */
  at: string;
  deliveryId: string | null;
  recipeRunId: number | null;
  from: string | null;
  to: string | null;
}

const DEFAULT_LIMIT = 200;

/** What was decided and done, and why, oldest first. */
export async function readJournal(
  db: Queryable,
  { about, limit = DEFAULT_LIMIT, before }: JournalQuery,
): Promise<JournalRecord[]> {
  let newest = build
    .selectFrom('journal')
    .select(({ ref }) => [
      'id',
      iso(ref('at'), 'ms').as('at'),
      'kind',
      'subject',
      'delivery_id as deliveryId',
      'recipe_run_id as recipeRunId',
      'decision',
      'from_state as from',
      'to_state as to',
      'actor',
      'reason',
      'detail',
    ])
    .where(isAbout(about))
    .orderBy('journal.id', 'desc')
    .limit(limit);
  if (before !== undefined) newest = newest.where('id', '<', before);
  return (await all(db, newest)).toReversed();
}

function isAbout(about: JournalSubject) {
  return ({ eb, or, ref }: ExpressionBuilder<Tables, 'journal'>) => {
    if ('deliveryId' in about) return eb('delivery_id', '=', about.deliveryId);
    if ('recipeRunId' in about) return eb('recipe_run_id', '=', about.recipeRunId);
    if ('subject' in about) return isSameName(ref('subject'), about.subject);
    // as an array, so that Postgres looks for each of the runs in the index
    const runs = build
      .selectFrom('reciperun as r')
      .innerJoin('feedstock as f', 'f.id', 'r.feedstock_id')
      .select('r.id')
      .where((of) => isSameName(of.ref('f.spec'), about.repository))
      .where('r.pull_request', '=', about.number);
    return or([
      isSameName(ref('subject'), formatSubject({ of: 'pull_request', ...about })),
      sql<boolean>`${ref('recipe_run_id')} = any(array(${runs}))`,
    ]);
  };
}
