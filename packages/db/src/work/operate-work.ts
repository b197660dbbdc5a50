import type { WorkKind } from '@pangeo-forge/shared/queues/queue-catalog';
import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import { sql } from 'kysely';
import type { Row } from '../entities/tables.ts';
import { writeJournal } from '../journal/journal.ts';
import { deleteSetting, writeSetting } from '../settings/setting.ts';
import { all, build, first, now, startsWith } from '../statements.ts';
import type { Queryable } from '../transaction.ts';

/** What operators do with work and queues. Call each in a transaction: it is journalled with who did it. */

/**
 * Makes failed or waiting work due now, with all its attempts before it. Null when there is no such work, or it is
 * leased or done.
 */
export async function retryWork(db: Queryable, id: string, actor: string): Promise<DueWork | null> {
  const work = await first(
    db,
    build
      .updateTable('work')
      .set({ state: 'due', due_at: now, attempts: 0, retrying_since: null, updated_at: now })
      .where('id', '=', id)
      .where('state', 'in', ['failed', 'waiting', 'due'])
      .returning(['id', 'kind', 'label', 'subject']),
  );
  return work && journal(db, work, actor, 'asked to try again');
}

/** Makes work due now that waits or will be retried later. Null when it does neither. */
export async function promoteWork(db: Queryable, id: string, actor: string): Promise<DueWork | null> {
  const work = await first(
    db,
    build
      .updateTable('work')
      .set({ state: 'due', due_at: sql<string>`least(due_at, now())`, updated_at: now })
      .where('id', '=', id)
      .where('state', 'in', ['waiting', 'due'])
      .returning(['id', 'kind', 'label', 'subject']),
  );
  return work && journal(db, work, actor, 'asked not to wait');
}

/** Gives failed work up: it counts as done. False when it is not failed. */
export async function dismissWork(db: Queryable, id: string, actor: string): Promise<boolean> {
  const work = await first(
    db,
    build
      .updateTable('work')
      .set({ state: 'done', updated_at: now })
      .where('id', '=', id)
      .where('state', '=', 'failed')
      .returning(['id', 'kind', 'label', 'subject']),
  );
  return work !== null && (await journal(db, work, actor, 'gave up')) !== null;
}

const PAUSE = 'pause of queue ';

/** Workers take no more work of the kind; what runs goes on, and new work is still recorded. */
export async function pauseQueue(db: Queryable, kind: WorkKind, by: string): Promise<void> {
  await writeSetting(db, `${PAUSE}${kind}`, { by });
  await journalQueue(db, kind, by, 'paused');
}

export async function resumeQueue(db: Queryable, kind: WorkKind, by: string): Promise<void> {
  if (await deleteSetting(db, `${PAUSE}${kind}`)) await journalQueue(db, kind, by, 'resumed');
}

export interface PausedQueue {
  kind: string;
  by: string;
}

export async function listPausedQueues(db: Queryable): Promise<PausedQueue[]> {
  const rows = await all(
    db,
    build
      .selectFrom('setting')
      .select(['key', 'value'])
      .where(({ ref }) => startsWith(ref('key'), PAUSE))
      .orderBy('key'),
  );
  return rows.map(({ key, value }) => ({ kind: key.slice(PAUSE.length), by: (value as { by: string }).by }));
}

type OperatedWork = Pick<Row<'work'>, 'id' | 'kind' | 'label' | 'subject'>;

async function journal(db: Queryable, work: OperatedWork, actor: string, what: string): Promise<DueWork> {
  const { subject, ...due } = work;
  const reason = `${actor} ${what}: ${due.label}`;
  await writeJournal(db, { kind: 'operation', subject, decision: 'ran', actor, reason });
  return due;
}

function journalQueue(db: Queryable, kind: WorkKind, actor: string, reason: string): Promise<void> {
  return writeJournal(db, { kind: 'operation', subject: `queue ${kind}`, decision: 'changed', actor, reason });
}
