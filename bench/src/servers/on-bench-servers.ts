import type { Benchmark, BenchmarkOptions, BenchmarkResult } from '../benchmark.ts';
import { type BenchServers, startBenchServers } from './bench-servers.ts';

/** What a benchmark runs over a Postgres and a Redis of its own, which end with it. */
export function onBenchServers(
  measure: (servers: BenchServers, options: BenchmarkOptions) => Promise<BenchmarkResult>,
): Benchmark['run'] {
  return async (options) => {
    const servers = await startBenchServers();
    try {
      return await measure(servers, options);
    } finally {
      await servers.stop();
    }
  };
}
