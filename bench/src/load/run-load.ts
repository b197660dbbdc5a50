import { measureUsage, type Usage } from '../processes/measure-usage.ts';
import { startProgram } from '../processes/start-program.ts';
import type { LoadPlan, LoadResult } from './load-plan.ts';

const GENERATOR = new URL('./generator.program.ts', import.meta.url);

/** Sends the load from a process of its own, and watches the process that answers it. */
export async function runLoad(plan: LoadPlan, serverPid: number): Promise<LoadResult & { server: Usage }> {
  const generator = await startProgram<{ connected: number }>(GENERATOR, plan);
  const usage = measureUsage(serverPid);
  try {
    const result = await generator.next<LoadResult>();
    return { ...result, server: usage() };
  } finally {
    usage();
    await generator.stop();
  }
}
