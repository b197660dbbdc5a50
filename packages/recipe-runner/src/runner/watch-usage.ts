import type { SandboxedProcess } from '../sandbox/sandbox.ts';
import type { StopCause } from './stop-cause.ts';

const FIRST_LOOK_MS = 50;
const LOOK_EVERY_MS = 500;
const MAX_PROCESSES = 500;

/**
 * Looks at the tree, often in its first second and then twice a second, and stops the run when it grows beyond its limits.
 * Call the result to stop looking and to get the peak; null where this machine cannot tell.
 */
export function watchUsage(
  running: SandboxedProcess,
  memoryLimit: number | undefined,
  stop: (cause: StopCause) => void,
): () => number | null {
  let peak: number | null = null;
  let pauseMs = FIRST_LOOK_MS;
  let timer = setTimeout(look, pauseMs);

  function look(): void {
    pauseMs = Math.min(pauseMs * 2, LOOK_EVERY_MS);
    timer = setTimeout(look, pauseMs);
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
