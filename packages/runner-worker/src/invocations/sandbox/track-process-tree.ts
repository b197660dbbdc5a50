import { setTimeout as wait } from 'node:timers/promises';
import { environmentHolds, type ProcessEntry, readMemoryBytes, readProcessTable, worksIn } from './process-table.ts';
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

const KILL_DEADLINE_MS = 5_000;

/**
 * Follows everything that comes from `root`, a process that leads its own group: descendants, members of its group and session, whatever was seen as such
 * before, and what carries the marker in its environment or works in the private directory. A process that forks twice, clears its environment and moves away
 * between two looks escapes; sandboxes with a process namespace of their own do not depend on this.
 */
export function trackProcessTree(root: number, traits: StrayTraits): ProcessTree {
  const known = new Map<number, string>();
  const rootStart = readProcessTable()?.get(root)?.startTime;

  function members(table: Map<number, ProcessEntry>, searchStrays: boolean): ProcessEntry[] {
    const found = new Set<ProcessEntry>();
    const numberReused = rootStart !== undefined && (table.get(root)?.startTime ?? rootStart) !== rootStart;
    for (const entry of table.values()) {
      const seenBefore = known.get(entry.pid) === entry.startTime;
      const ofRoot = !numberReused && (entry.pid === root || entry.group === root || entry.session === root);
      if (seenBefore || ofRoot || (searchStrays && isStray(entry.pid, traits))) found.add(entry);
    }
    for (let grown = true; grown; ) {
      grown = false;
      for (const entry of table.values()) {
        const parent = table.get(entry.parent);
        if (parent && found.has(parent) && !found.has(entry)) {
          found.add(entry);
          grown = true;
        }
      }
    }
    known.clear();
    for (const entry of found) known.set(entry.pid, entry.startTime);
    return [...found];
  }

  return {
    usage() {
      const table = readProcessTable();
      if (!table) return null;
      const found = members(table, false);
      return {
        memoryBytes: found.reduce((sum, entry) => sum + readMemoryBytes(entry.pid), 0),
        processes: found.length,
      };
    },
    async killAll() {
      const deadline = Date.now() + KILL_DEADLINE_MS;
      for (let pauseMs = 2; ; pauseMs = Math.min(pauseMs * 2, 50)) {
        const table = readProcessTable();
        if (!table) return killGroup(root);
        const alive = members(table, true);
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

/** Where there is no /proc, a group without members is all that can be seen. */
function killGroup(root: number): boolean {
  kill(-root);
  return true;
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself, or has become another user's: there is nothing left that we could do.
  }
}
