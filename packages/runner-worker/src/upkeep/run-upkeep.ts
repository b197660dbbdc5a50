import { ensureUpkeep } from '@pangeo-forge/db/upkeep/ensure-upkeep';
import type { TaskContext } from '../orchestrator/contexts.ts';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import { RequeueAfter, type WorkHandler } from '../work/work-handler.ts';

/** Work of kind `upkeep`: does the task, and waits for its next time. A task that failed is tried again sooner, with growing pauses. */
export async function runUpkeep(orchestrator: Orchestrator, tasks: readonly UpkeepTask[]): Promise<WorkHandler> {
  const names = tasks.map(({ name }) => name);
  await orchestrator.waker.wake(await ensureUpkeep(orchestrator.database.pool, names));
  return async ({ work }) => {
    const task = tasks.find(({ name }) => name === work.ref);
    if (!task) return; // of another release
    await task.run({ ...orchestrator, work, effects: new Set() });
    throw new RequeueAfter(task.everyMs, 'done for this time');
  };
}

/** Something that is done again and again, by one process at a time. */
export interface UpkeepTask {
  /** Names its row in the work table. */
  name: string;
  everyMs: number;
  run(context: TaskContext): Promise<void>;
}
