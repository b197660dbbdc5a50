import type { Benchmark, BenchmarkOptions, BenchmarkResult } from '../benchmark.ts';
import { startProgram } from '../processes/start-program.ts';
import type { BenchServers } from '../servers/bench-servers.ts';
import { onBenchServers } from '../servers/on-bench-servers.ts';
import type { BareClientConfig } from './bare-client.program.ts';
import { type Drained, startDrainStage } from './drain-stage.ts';
import { measureLatency } from './measure-latency.ts';

const PULLS = 60;
const BURST = 5_000;
const CONNECTIONS = 64;
const WORKERS = [1, 2, 4];
const SLOTS = 8;
const SLOW_MS = 100;

/** How soon and how fast workers do what was delivered. */
export const drainBenchmark: Benchmark = {
  summary: 'from the 202 to the first request to GitHub; 5,000 deliveries at once; one, two and four workers',
  run: onBenchServers(measure),
};

async function measure(servers: BenchServers, { quick, seconds, log }: BenchmarkOptions): Promise<BenchmarkResult> {
  const forSeconds = seconds ?? (quick ? 5 : 30);
  const result: BenchmarkResult = { tables: [], targets: [], notes: [] };

  log(`20 deliveries a second for ${forSeconds} s`);
  const { deliveries, p50, p99, max } = await measureLatency(servers, 20, forSeconds);
  result.tables.push({
    title: 'From the gateway’s 202 to the first request at GitHub, at 20 deliveries a second',
    columns: ['', 'deliveries', 'p50 ms', 'p99 ms', 'longest ms'],
    rows: [['one worker', deliveries, p50, p99, max]],
  });
  result.targets.push(
    { what: '202 to GitHub, p50', wanted: 'under 25 ms', got: `${p50.toFixed(1)} ms`, met: p50 < 25 },
    { what: '202 to GitHub, p99', wanted: 'under 250 ms', got: `${p99.toFixed(1)} ms`, met: p99 < 250 },
  );

  const count = quick ? 500 : BURST;
  log(`${count} deliveries at once`);
  const burst = await drainBurst(servers, count);
  result.tables.push({
    title: `${count} deliveries at once, while one worker handles them`,
    columns: ['', 'answered 202', 'handled', 'a second', 'failed', 'tried again', 'replies', 'worker MB'],
    rows: [
      [
        'one worker',
        burst.accepted,
        burst.deliveries,
        burst.perSecond,
        burst.failed,
        burst.triedAgain,
        burst.replies,
        burst.peakMegabytes,
      ],
    ],
  });
  result.targets.push({
    what: `${count} at once`,
    wanted: 'all taken and handled, each answered once',
    got: `${burst.accepted} taken, ${burst.deliveries - burst.failed} handled, ${burst.replies} answers`,
    met: burst.failed === 0 && burst.accepted === count && burst.replies === count,
  });

  for (const [answerAfterMs, backlog] of [
    [0, quick ? 200 : 1_500],
    [SLOW_MS, quick ? 100 : 600],
  ] as const) {
    const rows: (string | number)[][] = [];
    let alone = 0;
    for (const workers of WORKERS) {
      log(`${workers} workers, a GitHub that answers after ${answerAfterMs} ms`);
      const { drained, barePerSecond } = await drainBacklog(servers, { workers, backlog, answerAfterMs });
      if (workers === 1) alone = drained.perSecond;
      const { perSecond, processors, failed } = drained;
      const ratios = [perSecond / alone, barePerSecond, perSecond / barePerSecond];
      rows.push([`${workers} × ${SLOTS}`, perSecond, ...ratios, processors.workers, processors.github, failed]);
    }
    result.tables.push({
      title: `A backlog of ${backlog}, GitHub answers ${answerAfterMs === 0 ? 'at once' : `after ${answerAfterMs} ms`}`,
      columns: ['workers', 'a second', 'to one', 'bare', 'to bare', 'processors', 'of GitHub', 'failed'],
      rows,
    });
  }
  result.notes.push(
    'A delivery is a comment `/help`: four requests to GitHub (the pull request, two reactions, the reply). Bare: a program that only sends these four, as many at once as the workers have slots. GitHub, gateway, workers, Postgres (fsync on) and Redis share the processors of this machine. The limits of GitHub itself (75 pieces of content a minute for an installation) are lifted.',
  );
  return result;
}

async function drainBurst(
  servers: BenchServers,
  count: number,
): Promise<Drained & { accepted: number; replies: number }> {
  const stage = await startDrainStage(servers, { pulls: PULLS, comments: count, answerAfterMs: 0 });
  try {
    await stage.startWorkers(1);
    const sent = await stage.send({ posted: stage.github.posted, connections: count });
    const accepted = sent.filter(({ status }) => status === 202).length;
    const drained = await stage.untilDrained();
    return { ...drained, accepted, replies: (await stage.report()).replies };
  } finally {
    await stage.stop();
  }
}

async function drainBacklog(
  servers: BenchServers,
  { workers, backlog, answerAfterMs }: { workers: number; backlog: number; answerAfterMs: number },
): Promise<{ drained: Drained; barePerSecond: number }> {
  const stage = await startDrainStage(servers, { pulls: PULLS, comments: backlog, answerAfterMs });
  try {
    const { posted, apiUrl, token } = stage.github;
    const config: BareClientConfig = { apiUrl, token, posted: posted.slice(0, backlog / 2), atOnce: workers * SLOTS };
    const bare = await startProgram(new URL('./bare-client.program.ts', import.meta.url), config);
    const { perSecond: barePerSecond } = await bare.next<{ perSecond: number }>();
    await stage.send({ posted, connections: CONNECTIONS });
    await stage.startWorkers(workers);
    return { drained: await stage.untilDrained(), barePerSecond };
  } finally {
    await stage.stop();
  }
}
