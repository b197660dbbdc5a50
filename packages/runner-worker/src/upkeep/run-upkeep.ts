import { ensureUpkeep } from '@pangeo-forge/db/upkeep/ensure-upkeep';
import type { Orchestrator } from '../registry/orchestrator.ts';
import { ComeBackLater } from '../work/come-back-later.ts';
import type { WorkHandler } from '../work/work-handler.ts';
import type { UpkeepTask } from './upkeep-task.ts';

/** Work of kind `upkeep`: does the task, and waits for its next time. A task that failed is tried again sooner, with growing pauses. */
export async function runUpkeep(orchestrator: Orchestrator, tasks: readonly UpkeepTask[]): Promise<WorkHandler> {
  const names = tasks.map(({ name }) => name);
  await orchestrator.waker.wake(await ensureUpkeep(orchestrator.database.pool, names));
  return async ({ work }) => {
    const task = tasks.find(({ name }) => name === work.ref);
    if (!task) return; // of another release
    await task.run(orchestrator, work);
    throw new ComeBackLater(task.everyMs, 'done for this time');
  };
}
