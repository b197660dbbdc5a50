import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import type { Queryable } from '../transaction.ts';
import { enqueueAgain } from '../work/enqueue-again.ts';
import { type NewWork, reportWork } from '../work/work.ts';

/** The one comment that tells a contributor of the feedstock that was made of their pull request, and of its first production runs. */
export function madeFeedstockReport(feedstockId: number): NewWork {
  return reportWork({ of: 'made_feedstock', feedstockId });
}

/** A production run started or ended: where its contributor was told of the feedstock, the comment says so. */
export function mendMadeFeedstockComment(db: Queryable, feedstockId: number): Promise<DueWork[]> {
  return enqueueAgain(db, madeFeedstockReport(feedstockId));
}
