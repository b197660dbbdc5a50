import { readFileSync } from 'node:fs';

export interface Usage {
  /** Processors kept busy: 1 is one whole processor. */
  processors: number;
  peakMegabytes: number;
}

const TICKS_A_SECOND = 100;
const EVERY_MS = 100;

/** Watches a process through /proc until the returned function is called. Elsewhere than on Linux it sees nothing. */
export function measureUsage(pid: number): () => Usage {
  const began = performance.now();
  const first = processorSecondsOf(pid);
  let peak = megabytesOf(pid);
  const timer = setInterval(() => {
    peak = Math.max(peak, megabytesOf(pid));
  }, EVERY_MS);
  return () => {
    clearInterval(timer);
    const seconds = (performance.now() - began) / 1000;
    return { processors: (processorSecondsOf(pid) - first) / seconds, peakMegabytes: peak };
  };
}

/** Processor time that a process has used so far; 0 when it is gone. */
export function processorSecondsOf(pid: number): number {
  const fields =
    read(`/proc/${pid}/stat`)
      ?.replace(/^.*\) /s, '')
      .split(' ') ?? [];
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_A_SECOND;
}

/** What it holds in memory now. */
export function megabytesOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1] ?? 0) / 1024;
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
