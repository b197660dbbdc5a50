import type { SandboxedProcess } from '../sandbox/sandbox.ts';
import type { StopCause } from './stop-cause.ts';

const FIRST_LOOK_MS = 50;
const LOOK_EVERY_MS = 500;
const MOST_PROCESSES = 500;

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
    const reason = whyTooMuch(usage.memoryBytes, usage.processes, memoryLimit);
    if (reason) stop({ outcome: 'out_of_memory', fault: 'author', reason });
  }

  return () => {
    clearTimeout(timer);
    return peak;
  };
}

function whyTooMuch(memoryBytes: number, processes: number, memoryLimit: number | undefined): string | null {
  if (memoryLimit !== undefined && memoryBytes > memoryLimit) {
    return `the run used more memory than its limit of ${Math.round(memoryLimit / 1024 ** 2)} MiB`;
  }
  return processes > MOST_PROCESSES ? `the run had more than ${MOST_PROCESSES} processes at once` : null;
}
