import { describe, expect, test } from '@jest/globals';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import type { SandboxedProcess, TreeUsage } from '../sandbox/sandbox.ts';
import type { StopCause } from './stop-cause.ts';
import { watchUsage } from './watch-usage.ts';

async function stopsAt(usage: TreeUsage | null, memoryLimit?: number): Promise<StopCause> {
  const causes: StopCause[] = [];
  const running = { usage: () => usage } as SandboxedProcess;
  const stopWatching = watchUsage(running, memoryLimit, (cause) => causes.push(cause));
  try {
    return await waitFor(() => causes[0]);
  } finally {
    stopWatching();
  }
}

describe('the watch on what a run uses', () => {
  test('stops a run that uses too much memory, and names the limit', async () => {
    const cause = await stopsAt({ memoryBytes: 600 * 1024 ** 2, processes: 3 }, 512 * 1024 ** 2);
    expect(cause).toEqual({
      outcome: 'out_of_memory',
      fault: 'author',
      reason: 'the run used more memory than its limit of 512 MiB',
    });
  });

  test('stops a run that forks without end', async () => {
    const cause = await stopsAt({ memoryBytes: 0, processes: 1_000 });
    expect(cause.reason).toBe('the run had more than 500 processes at once');
  });

  test('keeps the peak, and has none where the machine cannot measure it', async () => {
    let now: TreeUsage | null = { memoryBytes: 5, processes: 1 };
    let looks = 0;
    const running = { usage: () => (looks++, now) } as SandboxedProcess;
    const stopWatching = watchUsage(running, undefined, () => {});
    await waitFor(() => looks > 0);
    now = { memoryBytes: 1, processes: 1 };
    await waitFor(() => looks > 1);
    expect(stopWatching()).toBe(5);
    expect(watchUsage({ usage: () => null } as SandboxedProcess, undefined, () => {})()).toBeNull();
  });
});
