import type { SandboxedProcess } from '../sandbox/sandbox.ts';
import type { StopCause } from './stop-cause.ts';

const FIRST_MEASURE_MS = 50;
const MEASURE_EVERY_MS = 500;
const MAX_PROCESSES = 500;

/**
 * Measures the tree, often in its first second and then twice a second, and stops the run when it exceeds its limits.
 * Call the result to stop measuring and to get the peak; null where this machine cannot measure.
 */
export function watchUsage(
  running: SandboxedProcess,
  memoryLimit: number | undefined,
  stop: (cause: StopCause) => void,
): () => number | null {
  let peak: number | null = null;
  let pauseMs = FIRST_MEASURE_MS;
  let timer = setTimeout(measure, pauseMs);

  function measure(): void {
    pauseMs = Math.min(pauseMs * 2, MEASURE_EVERY_MS);
    timer = setTimeout(measure, pauseMs);
    const usage = running.usage();
    if (!usage) return;
    peak = Math.max(peak ?? 0, usage.memoryBytes);
    if (memoryLimit !== undefined && usage.memoryBytes > memoryLimit) stop(tooMuchMemory(memoryLimit));
    else if (usage.processes !== null && usage.processes > MAX_PROCESSES) stop(TOO_MANY_PROCESSES);
  }

  return () => {
    clearTimeout(timer);
    return peak;
  };
}

const TOO_MANY_PROCESSES: StopCause = {
  outcome: 'out_of_memory',
  fault: 'author',
  reason: `the run had more than ${MAX_PROCESSES} processes at once`,
};

/** @param limit bytes; not given, the run was held to what its machine has. */
export function tooMuchMemory(limit: number | undefined): StopCause {
  const which = limit === undefined ? 'there is' : `its limit of ${Math.round(limit / 1024 ** 2)} MiB`;
  return { outcome: 'out_of_memory', fault: 'author', reason: `the run used more memory than ${which}` };
}
