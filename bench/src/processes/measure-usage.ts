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
  const first = ticksOf(pid);
  let peak = memoryOf(pid);
  const timer = setInterval(() => {
    peak = Math.max(peak, memoryOf(pid));
  }, EVERY_MS);
  return () => {
    clearInterval(timer);
    const seconds = (performance.now() - began) / 1000;
    return { processors: (ticksOf(pid) - first) / TICKS_A_SECOND / seconds, peakMegabytes: peak };
  };
}

function ticksOf(pid: number): number {
  const fields =
    read(`/proc/${pid}/stat`)
      ?.replace(/^.*\) /s, '')
      .split(' ') ?? [];
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
}

function memoryOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1] ?? 0) / 1024;
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
