import { STAC_UPKEEP } from '@pangeo-forge/db/stac/stac-upkeep';
import { followForgottenRuns } from '../reconcile/follow-forgotten-runs.ts';
import { keepStacItems } from '../stac/keep-stac-items.ts';
import { purgeByAge } from './purge-by-age.ts';
import { redeliver } from './redeliver.ts';
import type { UpkeepTask } from './upkeep-task.ts';

const MINUTE_MS = 60_000;

/** Everything that is seen to by itself. */
export const UPKEEP_TASKS: readonly UpkeepTask[] = [
  { name: 'redeliver what was missed', everyMs: MINUTE_MS, run: redeliver },
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
];
