import type { LeasedWork } from '@pangeo-forge/db/work/work';
import type { Orchestrator } from '../registry/orchestrator.ts';

/** Something that is done again and again, by one process at a time. */
export interface UpkeepTask {
  /** Names its row in the work table. */
  name: string;
  everyMs: number;
  run(orchestrator: Orchestrator, work: LeasedWork): Promise<void>;
}
