import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import { formatSubject } from '../names/subject.ts';
import type { Queryable } from '../transaction.ts';
import { enqueueWork } from '../work/enqueue-work.ts';

/**
 * One row a task, for ever: its lease keeps all but one process away from it. A process that starts makes every task
 * due.
 */
export async function ensureUpkeep(db: Queryable, tasks: readonly string[]): Promise<DueWork[]> {
  const due: DueWork[] = [];
  for (const task of tasks) {
    const subject = formatSubject({ of: 'upkeep', task });
    due.push(await enqueueWork(db, { kind: 'upkeep', ref: task, subject, label: task }));
  }
  return due;
}
