import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import type { Queryable } from '../transaction.ts';
import { enqueueWork } from '../work/enqueue-work.ts';
import type { NewWork } from '../work/work.ts';

/** The one comment that tells a contributor of the feedstock that was made of their pull request, and of its first production runs. */
export function madeFeedstockReport(feedstockId: number): NewWork {
  const ref = `made feedstock ${feedstockId}`;
  return { kind: 'reports', ref, subject: ref, label: ref };
}

/** The feedstock that this report tells of; null for any other. */
export function feedstockOfReport(ref: string): number | null {
  const [, id] = /^made feedstock (\d+)$/.exec(ref) ?? [];
  return id === undefined ? null : Number(id);
}

/** A production run started or ended: where its contributor was told of the feedstock, the comment says so. */
export async function mendMadeFeedstockComment(db: Queryable, feedstockId: number): Promise<DueWork[]> {
  const report = madeFeedstockReport(feedstockId);
  const { rowCount } = await db.query(`select 1 from work where kind = 'reports' and ref = $1`, [report.ref]);
  return rowCount === 0 ? [] : [await enqueueWork(db, report)];
}
