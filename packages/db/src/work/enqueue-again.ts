import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import type { Queryable } from '../transaction.ts';
import { enqueueWork } from './enqueue-work.ts';
import type { NewWork } from './work.ts';

/** Makes work due that was asked for before, such as a comment that was written and is to follow the present; what nobody asked for stays undone. */
export async function enqueueAgain(db: Queryable, work: NewWork): Promise<DueWork[]> {
  const { rowCount } = await db.query('select 1 from work where kind = $1 and ref = $2', [work.kind, work.ref]);
  return rowCount === 0 ? [] : [await enqueueWork(db, work)];
}
