import { writeJournal } from '../journal/journal.ts';
import { formatSubject } from '../names/subject.ts';
import type { Queryable } from '../transaction.ts';

/** What operators turn on for a deployment once they have made up their minds. */
export type OperatorSwitch =
  /** The original works on this database no more: runs that it left in progress are ended as stale. */
  'end adopted runs';

export async function isSwitchedOn(db: Queryable, name: OperatorSwitch): Promise<boolean> {
  const { rows } = await db.query<{ value: unknown }>('select value from setting where key = $1', [keyOf(name)]);
  return rows[0]?.value === true;
}

export async function setSwitch(db: Queryable, name: OperatorSwitch, on: boolean, by: string): Promise<void> {
  await db.query(
    `insert into setting (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value, updated_at = now()`,
    [keyOf(name), JSON.stringify(on)],
  );
  const reason = `switched ${on ? 'on' : 'off'}`;
  await writeJournal(db, {
    kind: 'operation',
    subject: formatSubject({ of: 'switch', name }),
    decision: 'changed',
    actor: by,
    reason,
  });
}

const keyOf = (name: OperatorSwitch) => `switch ${name}`;
