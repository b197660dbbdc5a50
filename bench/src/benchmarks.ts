import { apiBenchmark } from './api/api.bench.ts';
import type { Benchmark } from './benchmark.ts';
import { chaosBenchmark } from './chaos/chaos.bench.ts';
import { notificationsBenchmark } from './chaos/notifications.bench.ts';
import { drainBenchmark } from './drain/drain.bench.ts';
import { growthBenchmark } from './growth/growth.bench.ts';
import { inspectionBenchmark } from './inspection/inspection.bench.ts';
import { logsBenchmark } from './logs/logs.bench.ts';
import { outageBenchmark } from './outage/outage.bench.ts';
import { runnerBenchmark } from './runner/runner.bench.ts';
import { startBenchmark } from './start/start.bench.ts';
import { strangersBenchmark } from './strangers/strangers.bench.ts';
import { webhooksBenchmark } from './webhooks/webhooks.bench.ts';

export const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  api: apiBenchmark,
  chaos: chaosBenchmark,
  drain: drainBenchmark,
  growth: growthBenchmark,
  inspection: inspectionBenchmark,
  logs: logsBenchmark,
  notifications: notificationsBenchmark,
  outage: outageBenchmark,
  runner: runnerBenchmark,
  start: startBenchmark,
  strangers: strangersBenchmark,
  webhooks: webhooksBenchmark,
};
