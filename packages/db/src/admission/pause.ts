import { writeJournal } from '../journal/journal.ts';
import { formatSubject } from '../names/subject.ts';
import { deleteSetting, writeSetting } from '../settings/setting.ts';
import { build, first, iso } from '../statements.ts';
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
  await writeSetting(db, settingOf(bakery), pause);
  await journal(db, bakery, pause.by, `paused: ${pause.reason}`);
}

/** Runs that wait try again within half a minute. */
export async function resumeBakery(db: Queryable, bakery: string, by: string): Promise<void> {
  if (await deleteSetting(db, settingOf(bakery))) await journal(db, bakery, by, 'resumed');
}

export async function findPause(db: Queryable, bakery: string): Promise<Pause | null> {
  const setting = await first(
    db,
    build
      .selectFrom('setting')
      .select(({ ref }) => ['value', iso(ref('updated_at'), 's').as('at')])
      .where('key', '=', settingOf(bakery)),
  );
  return setting && { ...(setting.value as { reason: string; by: string }), at: setting.at };
}

function journal(db: Queryable, bakery: string, actor: string, reason: string): Promise<void> {
  const subject = formatSubject({ of: 'bakery', bakery });
  return writeJournal(db, { kind: 'operation', subject, decision: 'changed', actor, reason });
}
