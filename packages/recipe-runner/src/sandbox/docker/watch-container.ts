import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import type { TreeUsage } from '../sandbox.ts';

export interface ContainerWatch {
  usage: () => TreeUsage | null;
  /** Whether the kernel has ended something in the container because it used too much memory. */
  outOfMemory: () => boolean;
  end: () => void;
}

const ASK_EVERY_MS = 500;

/**
 * Asks the engine twice a second what the container uses, and ends it when the kernel reports that its memory ran out:
 * what remains would be half of a run.
 */
export async function watchContainer(engine: Docker, container: Docker.Container): Promise<ContainerWatch> {
  const events = (await engine.getEvents({ filters: { container: [container.id], event: ['oom'] } })) as Readable;
  let outOfMemory = false;
  let usage: TreeUsage | null = null;
  events.on('data', () => {
    outOfMemory = true;
    container.kill().catch(() => {}); // it has just ended by itself
  });
  events.on('error', () => {}); // it is cut off at the end
  let asking = false;
  const timer = setInterval(() => {
    if (asking) return;
    asking = true;
    container
      .stats({ stream: false, 'one-shot': true })
      .then(
        ({ memory_stats }) =>
          (usage = memory_stats ? { memoryBytes: usedBytes(memory_stats), processes: null } : usage),
        () => {}, // it has ended
      )
      .finally(() => (asking = false));
  }, ASK_EVERY_MS);
  return {
    usage: () => usage,
    outOfMemory: () => outOfMemory,
    end() {
      clearInterval(timer);
      events.destroy();
    },
  };
}

/** Without the pages of files that the kernel can drop; cgroups 1 and 2 name them differently. */
function usedBytes({ usage, stats }: Partial<Docker.MemoryStats>): number {
  const counts = stats as Record<string, number> | undefined;
  return Math.max(0, (usage ?? 0) - (counts?.['total_inactive_file'] ?? counts?.['inactive_file'] ?? 0));
}
