import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import type { Queryable } from '../transaction.ts';
import { enqueueAgain } from '../work/enqueue-again.ts';
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
export function mendMadeFeedstockComment(db: Queryable, feedstockId: number): Promise<DueWork[]> {
  return enqueueAgain(db, madeFeedstockReport(feedstockId));
}
