import { STAC_UPKEEP } from '@pangeo-forge/db/stac/stac-items';
import { purge } from '@pangeo-forge/db/upkeep/purge';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import { followForgottenRuns } from '../reconcile/follow-forgotten-runs.ts';
import { CHECK_EVERY_MS, observeActiveJobs } from '../reconcile/observe-active-jobs.ts';
import type { ReconcileParts } from '../reconcile/reconcile-parts.ts';
import { logPermissionGaps } from '../reports/missing-permissions.ts';
import { keepProvenance } from '../provenance/keep-provenance.ts';
import { keepStacItems } from './keep-stac-items.ts';
import { redeliver } from './redeliver.ts';
import type { UpkeepTask } from './run-upkeep.ts';

const MINUTE_MS = 60_000;

/** The periodic tasks that need no bakery. */
export const UPKEEP_TASKS: readonly UpkeepTask[] = [
  { name: 'redeliver what was missed', everyMs: MINUTE_MS, run: redeliver },
  { name: 'compare permissions', everyMs: 60 * MINUTE_MS, run: logPermissionGaps },
  { name: 'purge by age', everyMs: 60 * MINUTE_MS, run: purgeByAge },
  {
    name: 'follow forgotten runs',
    everyMs: MINUTE_MS,
    async run(orchestrator) {
      await followForgottenRuns(orchestrator);
    },
  },
  {
    name: STAC_UPKEEP,
    everyMs: MINUTE_MS / 4,
    async run(orchestrator) {
      await keepStacItems(orchestrator);
    },
  },
  {
    name: 'state how datasets were made',
    everyMs: MINUTE_MS / 4,
    async run(orchestrator) {
      await keepProvenance(orchestrator);
    },
  },
];

export async function purgeByAge({ database, logger }: Orchestrator): Promise<void> {
  const removed = await purge(database.pool);
  if (Object.values(removed).some((count) => count > 0)) logger.info({ removed }, 'purged by age');
}

/** Asks each bakery for all its jobs at once; as upkeep, so that only one replica does it at a time. */
export function activeJobsTask(parts: ReconcileParts): UpkeepTask {
  return {
    name: 'look at active jobs',
    everyMs: CHECK_EVERY_MS,
    async run() {
      await observeActiveJobs(parts);
    },
  };
}
