import { setTimeout as pause } from 'node:timers/promises';
import { openDatabase, type Pool } from '@pangeo-forge/db/open-database';
import type { Benchmark, BenchmarkOptions, BenchmarkResult } from '../benchmark.ts';
import { createFilledDatabase } from '../database/create-filled-database.ts';
import { fillRuns } from '../database/fill-runs.ts';
import { measureUsage, type Usage } from '../processes/measure-usage.ts';
import { asInProduction } from '../processes/as-in-production.ts';
import { startProgram } from '../processes/start-program.ts';
import type { BenchServers } from '../servers/bench-servers.ts';
import { onBenchServers } from '../servers/on-bench-servers.ts';
import type { FollowersConfig, FollowersResult } from './followers.program.ts';
import { startPrintingRun } from './printing-run.ts';

interface Scene {
  name: string;
  followers: number;
  runs: number;
  /** Of each run. */
  chunksPerSecond: number;
  linesPerChunk: number;
}

const SCENES: readonly Scene[] = [
  { name: '1 follower of 1 run that prints', followers: 1, runs: 1, chunksPerSecond: 10, linesPerChunk: 10 },
  { name: '500 followers of 1 silent run', followers: 500, runs: 1, chunksPerSecond: 0, linesPerChunk: 0 },
  { name: '500 followers of 1 run that prints', followers: 500, runs: 1, chunksPerSecond: 10, linesPerChunk: 10 },
  { name: '500 followers of 50 runs that print', followers: 500, runs: 50, chunksPerSecond: 2, linesPerChunk: 10 },
  { name: '500 followers of 1 run, 64 kB at once', followers: 500, runs: 1, chunksPerSecond: 1, linesPerChunk: 500 },
];
const COLUMNS = ['', 'lines a second', 'p50 ms', 'p99 ms', 'api processors', 'api memory MB', 'lines missed'];
const MAX_MEGABYTES = 200;

/** Readers of logs while they are written, over Server-Sent Events. */
export const logsBenchmark: Benchmark = {
  summary: '500 readers of live logs at once on one process',
  run: onBenchServers(measure),
};

async function measure(servers: BenchServers, { quick, seconds, log }: BenchmarkOptions): Promise<BenchmarkResult> {
  const forMs = (seconds ?? (quick ? 3 : 10)) * 1_000;
  const databaseUrl = await createFilledDatabase(servers.databaseUrl, 'logs', (client) => fillRuns(client, 1));
  const rows: (string | number)[][] = [];
  let peak = 0;
  let missed = 0;
  for (const scene of SCENES) {
    log(scene.name);
    const { result, usage, printed } = await play(scene, { databaseUrl, redisUrl: servers.redisUrl }, forMs);
    const { p50, p99 } = result.latencyMs;
    const missing = printed - result.fewestLines;
    const given = (result.maxLines * scene.followers) / (forMs / 1_000);
    rows.push([scene.name, given, p50, p99, usage.processors, usage.peakMegabytes, missing]);
    peak = Math.max(peak, usage.peakMegabytes);
    missed += missing;
  }
  return {
    tables: [{ title: 'Followers of logs', columns: COLUMNS, rows }],
    targets: [
      {
        what: 'memory with 500 followers',
        wanted: `under ${MAX_MEGABYTES} MB`,
        got: `${Math.round(peak)} MB`,
        met: peak < MAX_MEGABYTES,
      },
      { what: 'lines that a follower missed', wanted: '0', got: String(missed), met: missed === 0 },
    ],
    notes: [
      'The times count from when a line was printed to when its reader had it; news is looked for every 500 ms, for all readers at once.',
    ],
  };
}

/** An API of its own for each scene, so that its memory is that of the scene. */
async function play(scene: Scene, urls: { databaseUrl: string; redisUrl: string }, forMs: number) {
  const api = await startProgram<{ port: number }>(
    new URL('../api/api.program.ts', import.meta.url),
    urls,
    asInProduction(),
  );
  const database = openDatabase({ url: urls.databaseUrl, poolSize: 4 });
  try {
    return await follow(scene, api.ready.port, api.pid, database.pool, forMs);
  } finally {
    await database.close();
    await api.stop();
  }
}

async function follow(
  scene: Scene,
  port: number,
  pid: number,
  pool: Pool,
  forMs: number,
): Promise<{ result: FollowersResult; usage: Usage; printed: number }> {
  const runs = await Promise.all(Array.from({ length: scene.runs }, () => startPrintingRun(pool)));
  const paths = Array.from({ length: scene.followers }, (_, index) => {
    const run = runs[index % runs.length];
    return `/recipe_runs/${run?.id}/logs?source=runner&follow=true`;
  });
  const config: FollowersConfig = { port, paths, network: 1 + SCENES.indexOf(scene) };
  const stopWatching = measureUsage(pid);
  const followers = await startProgram(new URL('./followers.program.ts', import.meta.url), config);
  stopWatching();
  const usage = measureUsage(pid);
  let printed = 0;
  const until = performance.now() + forMs;
  while (performance.now() < until) {
    await pause(scene.chunksPerSecond > 0 ? 1_000 / scene.chunksPerSecond : forMs);
    if (scene.linesPerChunk === 0) continue;
    await Promise.all(runs.map((run) => run.print(scene.linesPerChunk)));
    printed += scene.linesPerChunk;
  }
  await Promise.all(runs.map((run) => run.end()));
  const result = await followers.next<FollowersResult>();
  const used = usage();
  await followers.stop();
  return { result, usage: used, printed };
}
