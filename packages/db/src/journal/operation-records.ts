import { sql } from 'kysely';
import { all, build, first } from '../statements.ts';
import { formatSubject, type Subject } from '../names/subject.ts';
import type { Queryable } from '../transaction.ts';
import { writeJournal } from './journal.ts';

export interface OperationRecord {
  subject: string;
  deliveryId: string;
  actor: string;
  /** What was operated on: a run, a delivery, a branch or tag. */
  target: Subject | `ref ${string}`;
  reason: string;
}

/**
 * Written in the transaction of what a command does, so that a worker that goes on after a crash knows what was done
 * already.
 */
export async function recordOperation(db: Queryable, { target, ...entry }: OperationRecord): Promise<void> {
  await writeJournal(db, { kind: 'operation', decision: 'ran', ...entry, detail: { target } });
}

/** What this delivery operated on so far: targets with their reasons, in order. */
export async function findOperations(
  db: Queryable,
  deliveryId: string,
): Promise<Array<{ target: string; reason: string }>> {
  return all(
    db,
    build
      .selectFrom('journal')
      .select([sql<string>`detail ->> 'target'`.as('target'), 'reason'])
      .where('delivery_id', '=', deliveryId)
      .where('kind', '=', 'operation')
      .where(sql<boolean>`detail ? 'target'`)
      .orderBy('id'),
  );
}

/** How often people asked to try a delivery again: numbers the tries, whichever worker goes on with it. */
export async function countRetries(db: Queryable, of: { subject: string; deliveryId: string }): Promise<number> {
  const counted = await first(
    db,
    build
      .selectFrom('journal')
      .select(sql<number>`count(*)::int`.as('count'))
      .where('subject', '=', of.subject)
      .where('kind', '=', 'operation')
      .where(sql`detail ->> 'target'`, '=', formatSubject({ of: 'delivery', id: of.deliveryId })),
  );
  return counted?.count ?? 0;
}
