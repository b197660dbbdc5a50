import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface ProcessEntry {
  pid: number;
  parent: number;
  group: number;
  session: number;
  /** Clock ticks since boot: with the pid it names a process for ever. */
  startTime: string;
}

/** Living processes (zombies are dead), by pid; null where there is no /proc. */
export function readProcessTable(): Map<number, ProcessEntry> | null {
  let names: string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return null;
  }
  const table = new Map<number, ProcessEntry>();
  for (const name of names) {
    if (!/^\d+$/.test(name)) continue;
    const entry = readProcess(Number(name));
    if (entry) table.set(entry.pid, entry);
  }
  return table.size > 0 ? table : null;
}

/** One living process; null when there is none of this number, or no /proc. */
export function readProcess(pid: number): ProcessEntry | null {
  const stat = readOrNull(`/proc/${pid}/stat`);
  if (!stat) return null;
  // The command may hold spaces and parentheses: fields are counted from the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state = '', parent, group, session] = fields;
  const startTime = fields[19];
  if ('ZXx'.includes(state) || startTime === undefined) return null;
  return { pid, parent: Number(parent), group: Number(group), session: Number(session), startTime };
}

/** Proportional where the kernel provides it (shared libraries counted once), else resident. */
export function readMemoryBytes(pid: number): number {
  const rollup = readOrNull(`/proc/${pid}/smaps_rollup`);
  const proportional = rollup && /^Pss:\s+(\d+) kB/m.exec(rollup)?.[1];
  const kilobytes = proportional ?? /^VmRSS:\s+(\d+) kB/m.exec(readOrNull(`/proc/${pid}/status`) ?? '')?.[1];
  return kilobytes ? Number(kilobytes) * 1024 : 0;
}

/** Whether the process was started with this text in its environment. False when it may not be read. */
export function environmentHolds(pid: number, text: string): boolean {
  return readOrNull(`/proc/${pid}/environ`)?.includes(text) ?? false;
}

/** Whether the process is at home in this directory. False when that may not be read. */
export function worksIn(pid: number, directory: string): boolean {
  try {
    const current = readlinkSync(`/proc/${pid}/cwd`);
    return current === directory || current.startsWith(`${directory}/`);
  } catch {
    return false;
  }
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return null;
  }
}
