import { writeJournal } from '../journal/journal.ts';
import { formatSubject } from '../names/subject.ts';
import type { Queryable } from '../transaction.ts';

export interface Pause {
  /** A sentence that contributors read. */
  reason: string;
  by: string;
  /** ISO 8601. */
  at: string;
}

const settingOf = (bakery: string) => `pause of bakery ${bakery}`;

/** No new run starts at the bakery; what is in progress goes on. */
export async function pauseBakery(db: Queryable, bakery: string, pause: { reason: string; by: string }): Promise<void> {
  await db.query(
    `insert into setting (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value, updated_at = now()`,
    [settingOf(bakery), JSON.stringify(pause)],
  );
  await journal(db, bakery, pause.by, `paused: ${pause.reason}`);
}

/** Runs that wait try again within half a minute. */
export async function resumeBakery(db: Queryable, bakery: string, by: string): Promise<void> {
  const { rowCount } = await db.query('delete from setting where key = $1', [settingOf(bakery)]);
  if (rowCount) await journal(db, bakery, by, 'resumed');
}

export async function findPause(db: Queryable, bakery: string): Promise<Pause | null> {
  const { rows } = await db.query<{ value: { reason: string; by: string }; at: string }>(
    `select value, to_char(updated_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at from setting where key = $1`,
    [settingOf(bakery)],
  );
  return rows[0] ? { ...rows[0].value, at: rows[0].at } : null;
}

function journal(db: Queryable, bakery: string, actor: string, reason: string): Promise<void> {
  const subject = formatSubject({ of: 'bakery', bakery });
  return writeJournal(db, { kind: 'operation', subject, decision: 'changed', actor, reason });
}
