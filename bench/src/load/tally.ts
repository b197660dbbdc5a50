import type { LoadResult } from './load-plan.ts';

/** Counts answers and how long they took. */
export interface Tally {
  add(status: number, latencyMs: number): void;
  result(seconds: number, processors: number): LoadResult;
}

export function createTally(): Tally {
  const latencies: number[] = [];
  const statuses: Record<string, number> = {};
  return {
    add(status, latencyMs) {
      statuses[status] = (statuses[status] ?? 0) + 1;
      latencies.push(latencyMs);
    },
    result(seconds, processors) {
      const { 0: lost = 0, ...answered } = statuses;
      const answers = latencies.length - lost;
      latencies.sort((a, b) => a - b);
      const at = (share: number) =>
        latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
      return {
        answers,
        statuses: answered,
        lost,
        seconds,
        perSecond: answers / seconds,
        latencyMs: { p50: at(0.5), p99: at(0.99), max: at(1) },
        processors,
      };
    },
  };
}
