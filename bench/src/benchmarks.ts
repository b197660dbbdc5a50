import type { Benchmark } from './benchmark.ts';
import { webhooksBenchmark } from './webhooks/webhooks.bench.ts';

export const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  webhooks: webhooksBenchmark,
};
