import { once } from 'node:events';
import { withTimeout } from '@pangeo-forge/shared/process/with-timeout';
import type { ProcessExit, SandboxedProcess } from '../sandbox/sandbox.ts';
import { createOutputReader, type Evidence } from './read-output.ts';
import type { RunOptions } from './recipe-runner.ts';
import type { StopCauses } from './stop-cause.ts';
import { tooMuchMemory, watchUsage } from './watch-usage.ts';

export interface FollowedRun extends ProcessExit {
  evidence: Evidence;
  peakMemoryBytes: number | null;
}

const ACTIVITIES = { reading: 'its recipes were being read', baking: 'it was being baked' } as const;

/** How long output may still arrive once everything that could write it is dead. */
const DRAIN_MS = 10_000;

/**
 * From a running process to its end: output passed on as it comes and counted, the tree watched, everything killed when
 * there is a cause to stop and, whatever happened, at the end.
 * @throws what `running.exited` rejects with.
 */
export async function followRun(
  running: SandboxedProcess,
  { limits, onLine }: Omit<RunOptions, 'signal'>,
  causes: StopCauses,
): Promise<FollowedRun> {
  const reader = createOutputReader(onLine, (phase) => causes.doing(ACTIVITIES[phase]));
  const stopWatching = watchUsage(running, limits.memoryBytes, causes.stop);
  let room = limits.outputBytes;
  for (const stream of ['stdout', 'stderr'] as const) {
    running[stream].on('data', (bytes: Buffer) => {
      if (room > 0) reader.write(stream, bytes.subarray(0, room));
      room -= bytes.length;
      if (room < 0)
        causes.stop({
          outcome: 'output_limit',
          fault: 'author',
          reason: `the run printed more than its limit of ${limits.outputBytes} bytes`,
        });
    });
  }
  // A stream that breaks has ended as well.
  const drained = Promise.all([once(running.stdout, 'close'), once(running.stderr, 'close')]).catch(() => {});
  const kill = () => void running.killTree();
  if (causes.signal.aborted) kill();
  else causes.signal.addEventListener('abort', kill, { once: true });
  try {
    const { outOfMemory, ...exit } = await running.exited;
    if (outOfMemory && exit.exitCode !== 0) causes.stop(tooMuchMemory(limits.memoryBytes));
    // What outlives the runner would hold its output open, or go on writing to the store.
    await running.killTree();
    await withTimeout(drained, DRAIN_MS, () => {});
    reader.end();
    return { ...exit, evidence: reader.evidence(), peakMemoryBytes: stopWatching() };
  } finally {
    causes.signal.removeEventListener('abort', kill);
    stopWatching();
    await running.killTree();
  }
}
