import type { Benchmark } from './benchmark.ts';
import { chaosBenchmark } from './chaos/chaos.bench.ts';
import { notificationsBenchmark } from './chaos/notifications.bench.ts';
import { drainBenchmark } from './drain/drain.bench.ts';
import { outageBenchmark } from './outage/outage.bench.ts';
import { runnerBenchmark } from './runner/runner.bench.ts';
import { webhooksBenchmark } from './webhooks/webhooks.bench.ts';

export const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  chaos: chaosBenchmark,
  drain: drainBenchmark,
  notifications: notificationsBenchmark,
  outage: outageBenchmark,
  runner: runnerBenchmark,
  webhooks: webhooksBenchmark,
};
