import { writeJournal } from '../journal/journal.ts';
import { formatSubject } from '../names/subject.ts';
import type { Queryable } from '../transaction.ts';
import { findSetting, writeSetting } from './setting.ts';

/** What operators turn on for a deployment once they have made up their minds. */
export type OperatorSwitch =
  /** The original works on this database no more: runs that it left in progress are ended as stale. */
  'end adopted runs';

export async function isSwitchedOn(db: Queryable, name: OperatorSwitch): Promise<boolean> {
  return (await findSetting(db, keyOf(name)))?.value === true;
}

export async function setSwitch(db: Queryable, name: OperatorSwitch, on: boolean, by: string): Promise<void> {
  await writeSetting(db, keyOf(name), on);
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
