import type { Benchmark, BenchmarkOptions, BenchmarkResult } from '../benchmark.ts';
import { createFilledDatabase } from '../database/create-filled-database.ts';
import { fillRuns } from '../database/fill-runs.ts';
import type { BenchServers } from '../servers/bench-servers.ts';
import { onBenchServers } from '../servers/on-bench-servers.ts';
import { type ApiStage, startApiStage } from './api-stage.ts';
import { measureFreshness } from './measure-freshness.ts';
import { measureReads } from './measure-reads.ts';
import { measureSize } from './measure-size.ts';

/** Production’s 1,416 runs, so many times over. */
const TIMES_TO_A_MILLION = 707;
const QUICK_TIMES = 71;

/** What the API answers, against a bare server that sends the same bytes, and how that changes with a million runs. */
export const apiBenchmark: Benchmark = {
  summary: 'reads a second of the REST API, first and repeated, and with a million runs',
  run: onBenchServers(measure),
};

async function measure(servers: BenchServers, { quick, seconds, log }: BenchmarkOptions): Promise<BenchmarkResult> {
  const forMs = (seconds ?? (quick ? 2 : 6)) * 1_000;
  log('fills both databases');
  const small = await startStage(servers, 'small', 1);
  const large = await startStage(servers, 'large', quick ? QUICK_TIMES : TIMES_TO_A_MILLION);
  // else Postgres would still be writing what was filled in while reads are measured
  await servers.query('checkpoint');
  try {
    const results = [
      await measureReads(small, forMs, log),
      await measureFreshness(small),
      await measureSize({ small, large }, forMs / 2, log),
    ];
    return {
      tables: results.flatMap(({ tables }) => tables),
      targets: results.flatMap(({ targets }) => targets),
      notes: [
        'Generator, server and Postgres share the processors of this machine, with whatever else runs on it: compare rows of one run, not runs. “First” asks for what nobody has asked for before, so that nothing is cached. The microseconds are processor time for one answer, of the API and of Postgres.',
      ],
    };
  } finally {
    await small.stop();
    await large.stop();
  }
}

async function startStage(servers: BenchServers, name: string, times: number): Promise<ApiStage> {
  const { databaseUrl, redisUrl } = servers;
  const url = await createFilledDatabase(databaseUrl, name, (client) => fillRuns(client, times));
  return startApiStage({ databaseUrl: url, redisUrl });
}
