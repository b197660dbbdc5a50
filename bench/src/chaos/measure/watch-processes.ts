import { readdirSync, readFileSync } from 'node:fs';
import { PROCESSES, type ProcessName } from '../fault-plan.ts';
import type { ChaosStage } from '../stage/chaos-stage.ts';

/** The life of one process that lived long enough to leak. */
export interface ProcessLife {
  name: ProcessName;
  seconds: number;
  /** The most in its first half-minute of work, and now, at rest. */
  descriptors: { first: number; last: number };
  megabytes: { first: number; last: number };
}

export interface ProcessWatch {
  /** Of the processes that live now. */
  lives(): ProcessLife[];
  stop(): void;
}

interface Observed {
  pid: number;
  sinceMs: number;
  first: { descriptors: number; megabytes: number };
}

const SAMPLE_EVERY_MS = 1_000;
const FIRST_MS = 30_000;

export function watchProcesses(stage: Pick<ChaosStage, 'processes'>): ProcessWatch {
  const observed = new Map<ProcessName, Observed>();
  const look = () => {
    for (const name of PROCESSES) {
      const pid = stage.processes[name].pid();
      const known = observed.get(name);
      const one = known?.pid === pid ? known : { pid, sinceMs: Date.now(), first: { descriptors: 0, megabytes: 0 } };
      observed.set(name, one);
      if (Date.now() - one.sinceMs > FIRST_MS) continue;
      one.first.descriptors = Math.max(one.first.descriptors, descriptorsOf(pid));
      one.first.megabytes = Math.max(one.first.megabytes, megabytesOf(pid));
    }
  };
  look();
  const timer = setInterval(look, SAMPLE_EVERY_MS);
  return {
    lives: () =>
      [...observed]
        .filter(([name, { pid, sinceMs }]) => stage.processes[name].pid() === pid && Date.now() - sinceMs > FIRST_MS)
        .map(([name, { pid, sinceMs, first }]) => ({
          name,
          seconds: (Date.now() - sinceMs) / 1_000,
          descriptors: { first: first.descriptors, last: descriptorsOf(pid) },
          megabytes: { first: first.megabytes, last: megabytesOf(pid) },
        })),
    stop: () => clearInterval(timer),
  };
}

function descriptorsOf(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0; // it is being started again
  }
}

function megabytesOf(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
