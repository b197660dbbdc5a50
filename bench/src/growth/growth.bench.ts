import { openDatabase } from '@pangeo-forge/db/open-database';
import { purge, RETENTION } from '@pangeo-forge/db/upkeep/purge';
import { Client } from 'pg';
import type { Benchmark, BenchmarkResult, Table } from '../benchmark.ts';
import { createFilledDatabase } from '../database/create-filled-database.ts';
import { fillHistory } from '../database/fill-history.ts';
import { fillRuns } from '../database/fill-runs.ts';
import { onBenchServers } from '../servers/on-bench-servers.ts';
import { explainStatements, type QueryCost } from './explain-statements.ts';
import { HOT_QUERIES } from './hot-queries.ts';

const TIMES = [1, 10, 1_000];
const QUICK_TIMES = [1, 10, 50];
const TABLES = [
  'reciperun',
  'webhook_delivery',
  'work',
  'journal',
  'effect',
  'runner_invocation',
  'log_chunk',
] as const;

interface Size {
  rows: number;
  megabytes: number;
}

interface Grown {
  times: number;
  costs: Map<string, QueryCost>;
  before: Map<string, Size>;
  after: Map<string, Size>;
  purgeSeconds: number;
}

/** What happens to the statements that everything waits for when production grows. */
export const growthBenchmark: Benchmark = {
  summary: 'each hot query’s plan and time at 1, 10 and 1,000 times production’s size, and what the purge leaves',
  run: onBenchServers(async (servers, { quick, log }): Promise<BenchmarkResult> => {
    const grown: Grown[] = [];
    for (const times of quick ? QUICK_TIMES : TIMES) {
      log(`${times} times production`);
      const url = await createFilledDatabase(servers.databaseUrl, `times_${times}`, async (client) => {
        await fillRuns(client, times);
        await fillHistory(client, times);
      });
      grown.push(await measure(url, times));
      await servers.query(`drop database times_${times}`);
    }
    return {
      tables: [queriesTable(grown), ...grown.map(retentionTable)],
      targets: [],
      notes: [
        'Milliseconds are Postgres’s own, planning included, of all statements that the function makes; the last column is where the largest database reads most rows. Generated rows reach back twice as long as they are kept, so the purge finds half of them.',
      ],
    };
  }),
};

async function measure(url: string, times: number): Promise<Grown> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const database = openDatabase({ url, poolSize: 1, statementLimitMs: 0 });
  try {
    const costs = new Map<string, QueryCost>();
    for (const [name, run] of Object.entries(HOT_QUERIES)) costs.set(name, await explainStatements(client, run));
    const before = await sizesOf(client);
    const began = performance.now();
    await purge(database.pool, RETENTION);
    const purgeSeconds = (performance.now() - began) / 1_000;
    return { times, costs, before, after: await sizesOf(client), purgeSeconds };
  } finally {
    await database.close();
    await client.end();
  }
}

async function sizesOf(client: Client): Promise<Map<string, Size>> {
  const sizes = new Map<string, Size>();
  for (const table of TABLES) {
    const { rows } = await client.query<Size>(
      `select count(*)::integer as rows, (pg_total_relation_size('${table}') / 1048576.0)::float8 as megabytes from ${table}`,
    );
    sizes.set(table, rows[0] as Size);
  }
  return sizes;
}

function queriesTable(grown: readonly Grown[]): Table {
  const names = Object.keys(HOT_QUERIES);
  const largest = grown.at(-1)?.costs;
  return {
    title: 'Hot queries, milliseconds',
    columns: ['', ...grown.map(({ times }) => `${times}×`), 'reads', 'rows'],
    rows: names.map((name) => {
      const { reads = '', rows = 0 } = largest?.get(name) ?? {};
      return [name, ...grown.map(({ costs }) => costs.get(name)?.ms ?? 0), reads, rows];
    }),
  };
}

function retentionTable({ times, before, after, purgeSeconds }: Grown): Table {
  return {
    title: `Tables at ${times}×; the purge took ${purgeSeconds.toFixed(1)} s`,
    columns: ['', 'rows', 'MB', 'rows that stay'],
    rows: TABLES.map((table) => {
      const { rows = 0, megabytes = 0 } = before.get(table) ?? {};
      return [table, rows, megabytes, after.get(table)?.rows ?? 0];
    }),
  };
}
