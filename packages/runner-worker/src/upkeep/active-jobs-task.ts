import { LOOK_EVERY_MS, lookAtActiveJobs } from '../reconcile/look-at-active-jobs.ts';
import type { ReconcileParts } from '../reconcile/reconcile-parts.ts';
import type { UpkeepTask } from './upkeep-task.ts';

/** One question for all jobs of a bakery; as upkeep, so that one replica asks it at a time. */
export function activeJobsTask(parts: ReconcileParts): UpkeepTask {
  return {
    name: 'look at active jobs',
    everyMs: LOOK_EVERY_MS,
    async run() {
      await lookAtActiveJobs(parts);
    },
  };
}
