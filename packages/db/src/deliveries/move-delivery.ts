import type { Subject } from '../names/subject.ts';
import type { LeasedWork } from '../work/work.ts';
import type { Queryable } from '../transaction.ts';

const UNIQUE_VIOLATION = '23505';

/**
 * A delivery that came under an older name of its repository is about the pull request that is known by the newer one: it takes that one's lane.
 * Null while somebody works there.
 */
export async function moveDelivery(
  db: Queryable,
  work: LeasedWork,
  from: string,
  to: string,
): Promise<LeasedWork | null> {
  const subject = `${work.subject} `.replace(` ${from}`, ` ${to}`).trimEnd() as Subject;
  try {
    await db.query(`update work set subject = $3 where id = $1 and fence = $2 and state = 'leased'`, [
      work.id,
      work.fence,
      subject,
    ]);
  } catch (error) {
    if ((error as { code?: string }).code === UNIQUE_VIOLATION) return null;
    throw error;
  }
  await db.query('update webhook_delivery set repository = $2 where id = $1', [work.ref, to]);
  return { ...work, subject };
}
