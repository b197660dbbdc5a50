import { ensureUpkeep } from '@pangeo-forge/db/upkeep/ensure-upkeep';
import type { TaskContext } from '../orchestrator/contexts.ts';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import { RequeueAfter, type WorkHandler } from '../work/work-handler.ts';

/**
 * Work of kind `upkeep`: runs the task, and waits for its next time. A failed task is retried sooner, with growing
 * pauses.
 */
export async function runUpkeep(orchestrator: Orchestrator, tasks: readonly UpkeepTask[]): Promise<WorkHandler> {
  const names = tasks.map(({ name }) => name);
  await orchestrator.waker.wake(await ensureUpkeep(orchestrator.database.pool, names));
  return async ({ work }) => {
    const task = tasks.find(({ name }) => name === work.ref);
    if (!task) return; // of another release
    await task.run({ ...orchestrator, work, effects: new Set() });
    throw new RequeueAfter(task.everyMs, 'waiting for the next time');
  };
}

/** A periodic task, run by one process at a time. */
export interface UpkeepTask {
  /** Identifies its row in the work table. */
  name: string;
  everyMs: number;
  run(context: TaskContext): Promise<void>;
}
