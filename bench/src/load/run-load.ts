import { measureUsage, type Usage } from '../processes/measure-usage.ts';
import { startProgram } from '../processes/start-program.ts';
import type { LoadPlan, LoadResult } from './load-plan.ts';
import type { ReadPlan } from './read-plan.ts';

export type MeasuredLoad = LoadResult & { server: Usage };

const GENERATOR = new URL('./generator.program.ts', import.meta.url);
const READER = new URL('./reader.program.ts', import.meta.url);

/** Sends the load from a process of its own, and watches the process that answers it. */
export function runLoad(plan: LoadPlan, serverPid: number): Promise<MeasuredLoad> {
  return watch(GENERATOR, plan, serverPid);
}

/** @param begins is called when what counts begins. */
export function runReads(plan: ReadPlan, serverPid: number, begins?: () => Promise<void>): Promise<MeasuredLoad> {
  return watch(READER, plan, serverPid, begins);
}

async function watch(
  program: URL,
  plan: LoadPlan | ReadPlan,
  serverPid: number,
  begins?: () => Promise<void>,
): Promise<MeasuredLoad> {
  const generator = await startProgram<{ connected: number }>(program, plan);
  await begins?.();
  const usage = measureUsage(serverPid);
  try {
    const result = await generator.next<LoadResult>();
    return { ...result, server: usage() };
  } finally {
    usage();
    await generator.stop();
  }
}
