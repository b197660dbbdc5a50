import { formatSubject } from '../names/subject.ts';
import { storableJson, storableText } from '../storable.ts';
import type { Queryable } from '../transaction.ts';

export interface JournalEntry {
  kind: 'delivery' | 'command' | 'transition' | 'operation';
  /** `pull_request owner/repo#12`, `run 1191`, … */
  subject: string;
  decision: 'ran' | 'ignored' | 'refused' | 'waited' | 'superseded' | 'failed' | 'changed' | 'unchanged';
  /** A sentence its reader understands. */
  reason: string;
  deliveryId?: string | null;
  recipeRunId?: number | null;
  from?: string | null;
  to?: string | null;
  /** A person's login, `bakery`, `api key …`, `reconciler`, … */
  actor?: string | null;
  detail?: unknown;
}

/** Append-only: what was decided or done, and why. */
export async function writeJournal(db: Queryable, entry: JournalEntry): Promise<void> {
  await db.query(
    `insert into journal (kind, subject, delivery_id, recipe_run_id, decision, from_state, to_state, actor, reason, detail)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      entry.kind,
      entry.subject,
      entry.deliveryId ?? null,
      entry.recipeRunId ?? null,
      entry.decision,
      entry.from ?? null,
      entry.to ?? null,
      entry.actor ?? null,
      storableText(entry.reason),
      entry.detail === undefined ? null : storableJson(entry.detail),
    ],
  );
}

/** What the journal is asked about. A pull request's entries hold those of its deliveries, its commands and its runs. */
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

export interface JournalRecord {
  id: string;
  /** ISO 8601, UTC. */
  at: string;
  kind: JournalEntry['kind'];
  subject: string;
  deliveryId: string | null;
  recipeRunId: number | null;
  decision: JournalEntry['decision'];
  from: string | null;
  to: string | null;
  actor: string | null;
  reason: string;
  detail: unknown;
}

const MOST = 200;

/** What was decided and done, and why, oldest first. */
export async function readJournal(
  db: Queryable,
  { about, limit = MOST, before }: JournalQuery,
): Promise<JournalRecord[]> {
  const values: unknown[] = [limit, before ?? null];
  const { rows } = await db.query<JournalRecord>(
    `select id::text, to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, kind, subject,
       delivery_id as "deliveryId", recipe_run_id as "recipeRunId", decision, from_state as "from", to_state as "to", actor, reason, detail
     from (
       select * from journal where (${conditionOf(about, values)}) and ($2::bigint is null or id < $2::bigint)
       order by id desc limit $1) newest
     order by id`,
    values,
  );
  return rows;
}

function conditionOf(about: JournalSubject, values: unknown[]): string {
  const parameter = (value: unknown) => `$${values.push(value)}`;
  if ('deliveryId' in about) return `delivery_id = ${parameter(about.deliveryId)}`;
  if ('recipeRunId' in about) return `recipe_run_id = ${parameter(about.recipeRunId)}`;
  if ('subject' in about) return `lower(subject) = lower(${parameter(about.subject)})`;
  const subject = parameter(formatSubject({ of: 'pull_request', ...about }));
  const repository = parameter(about.repository);
  const number = parameter(about.number);
  return `lower(subject) = lower(${subject}::text)
    or recipe_run_id = any(array(
      select r.id from reciperun r join feedstock f on f.id = r.feedstock_id
      where lower(f.spec) = lower(${repository}::text) and r.pull_request = ${number}::integer))`;
}
