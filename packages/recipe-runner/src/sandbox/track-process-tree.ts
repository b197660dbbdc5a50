import { setTimeout as wait } from 'node:timers/promises';
import {
  environmentHolds,
  type ProcessEntry,
  readMemoryBytes,
  readProcess,
  readProcessTable,
  worksIn,
} from './process-table.ts';
import type { TreeUsage } from './sandbox.ts';

export interface ProcessTree {
  usage: () => TreeUsage | null;
  killAll: () => Promise<boolean>;
}

/** By what a process that has left its family is known. */
export interface StrayTraits {
  marker: string;
  directory: string;
}

const KILL_DEADLINE_MS = 60_000;
/** Of a huge tree the number of processes is enough. */
const MAX_MEASURED = 600;

/**
 * Follows everything that comes from `root`, a process that leads its own group: descendants, members of its group and
 * session, whatever was seen as such before, and what carries the marker in its environment or works in the private
 * directory. A process that forks twice, clears its environment and moves away between two scans escapes; sandboxes
 * with a process namespace of their own do not depend on this.
 * @param root null to find strays only.
 */
export function trackProcessTree(root: number | null, traits: StrayTraits): ProcessTree {
  const known = new Map<number, string>();
  const rootStart = root === null ? undefined : readProcess(root)?.startTime;

  function members(table: Map<number, ProcessEntry>, searchStrays: boolean): ProcessEntry[] {
    const numberReused =
      root !== null && rootStart !== undefined && (table.get(root)?.startTime ?? rootStart) !== rootStart;
    const found = new Set<ProcessEntry>();
    const children = Map.groupBy(table.values(), (entry) => entry.parent);
    for (const entry of table.values()) {
      const ofRoot = !numberReused && (entry.pid === root || entry.group === root || entry.session === root);
      const seenBefore = known.get(entry.pid) === entry.startTime;
      if (ofRoot || seenBefore || (searchStrays && isStray(entry.pid, traits))) found.add(entry);
    }
    // A set also yields what is added during the iteration, so this reaches every descendant.
    for (const entry of found) for (const child of children.get(entry.pid) ?? []) found.add(child);
    known.clear();
    for (const entry of found) known.set(entry.pid, entry.startTime);
    return [...found];
  }

  return {
    usage() {
      const table = readProcessTable();
      if (!table) return null;
      const found = members(table, false);
      const memoryBytes = found.slice(0, MAX_MEASURED).reduce((sum, entry) => sum + readMemoryBytes(entry.pid), 0);
      return { memoryBytes, processes: found.length };
    },
    async killAll() {
      const deadline = Date.now() + KILL_DEADLINE_MS;
      if (!readProcessTable()) return killGroup(root);
      for (let pauseMs = 2; ; pauseMs = Math.min(pauseMs * 2, 50)) {
        const table = readProcessTable() ?? new Map<number, ProcessEntry>();
        const family = members(table, false);
        // Strays are searched for last: that means opening every process of the machine.
        const alive = family.length > 0 ? family : members(table, true);
        if (alive.length === 0) return true;
        if (alive.some((entry) => entry.group === root)) killGroup(root);
        for (const entry of alive) kill(entry.pid);
        if (Date.now() > deadline) return false;
        await wait(pauseMs);
      }
    },
  };
}

function isStray(pid: number, { marker, directory }: StrayTraits): boolean {
  return pid !== process.pid && (environmentHolds(pid, marker) || worksIn(pid, directory));
}

/** All that is possible without /proc. */
function killGroup(root: number | null): boolean {
  if (root !== null) kill(-root);
  return true;
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself, or has become another user's: there is nothing left that we could do.
  }
}
