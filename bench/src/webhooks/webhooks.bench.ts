import { constants, zstdCompressSync } from 'node:zlib';
import type { Benchmark, BenchmarkOptions, BenchmarkResult } from '../benchmark.ts';
import type { LoadPlan } from '../load/load-plan.ts';
import { runLoad } from '../load/run-load.ts';
import { asInProduction } from '../processes/as-in-production.ts';
import { startProgram } from '../processes/start-program.ts';
import type { BareServerConfig } from './bare-server.program.ts';
import type { BenchServers } from '../servers/bench-servers.ts';
import { measureCopyLimit } from './copy-limit.ts';
import { onBenchServers } from '../servers/on-bench-servers.ts';
import { webhookBodies } from './webhook-bodies.ts';

const SECRET = 'the secret of the benchmark';
const SIZES = { '10 kB': 10 * 1024, '24 kB': 24 * 1024 } as const;
const CONNECTIONS = 64;
const DISTINCT = 64;
const COLUMNS = ['', 'a second', 'p50 ms', 'p99 ms', 'processors', 'memory MB', 'not 202'];
const BARE = {
  '(a) node:http + HMAC': 'nothing',
  '(b) + one INSERT each': 'one insert each',
  '(c) + batched INSERTs': 'batched inserts',
} as const satisfies Record<string, BareServerConfig['store']>;

type Load = Awaited<ReturnType<typeof runLoad>>;
type Shape = LoadPlan['shape'];

/** What the gateway takes, each delivery durable before its 202, against the least that could do the same. */
export const webhooksBenchmark: Benchmark = {
  summary: 'deliveries a second through the gateway, against bare node:http and against Postgres’s own limit',
  run: onBenchServers(measure),
};

async function measure(servers: BenchServers, { quick, seconds, log }: BenchmarkOptions): Promise<BenchmarkResult> {
  const forMs = (seconds ?? (quick ? 2 : 8)) * 1000;
  const closed: Shape = { kind: 'closed', forMs };
  const result: BenchmarkResult = { tables: [], targets: [], notes: [] };
  const target = (what: string, wanted: string, got: string, met: boolean) =>
    result.targets.push({ what, wanted, got, met });
  const gateway = (plan: Plan, worker = false) => onGateway(servers, plan, worker);

  for (const [size, bytes] of Object.entries(SIZES)) {
    const { event, bodies } = await webhookBodies(bytes, DISTINCT);
    const plan = (shape: Shape, connections = CONNECTIONS): Plan => ({ event, bodies, shape, connections });
    await gateway(plan({ kind: 'closed', forMs: 1_000 })); // warms the files of Postgres
    const rows: (string | number)[][] = [];
    const bare: Record<string, Load> = {};
    for (const [name, store] of Object.entries(BARE)) {
      log(`${size}: ${name}`);
      bare[store] = await onBareServer(servers, store, plan(closed));
      rows.push(rowOf(name, bare[store]));
    }
    const body = Buffer.from(bodies[0] ?? '');
    for (const [name, bytesOfRow] of [
      ['(d) COPY, bodies as stored', compressed(body)],
      ['(d) COPY, bodies as sent', body],
    ] as const) {
      log(`${size}: ${name}`);
      rows.push([name, await measureCopyLimit(servers.databaseUrl, bytesOfRow, forMs / 2), '', '', '', '', '']);
      await servers.query('truncate bare');
    }
    log(`${size}: the gateway`);
    const full = await gateway(plan(closed));
    rows.push(rowOf('gateway', full));
    log(`${size}: the gateway while a worker drains`);
    const draining = await gateway(plan(closed), true);
    rows.push(rowOf('gateway, a worker drains', draining));
    log(`${size}: the gateway at 500 a second`);
    const steady = await gateway(plan({ kind: 'rate', perSecond: 500, forMs }));
    rows.push(rowOf('gateway at 500 a second', steady));
    log(`${size}: 5,000 at once`);
    const burst = await gateway(plan({ kind: 'burst', count: 5_000 }, 5_000));
    rows.push(rowOf('gateway, 5,000 at once', burst));
    result.tables.push({ title: `${size} deliveries, ${CONNECTIONS} connections`, columns: COLUMNS, rows });

    const batched = bare['batched inserts']?.perSecond ?? 0;
    if (size === '24 kB') {
      target('deliveries a second at 24 kB', '4,000', `${Math.round(full.perSecond)}`, full.perSecond >= 4_000);
      target(
        'the same while a worker drains',
        '3,000',
        `${Math.round(draining.perSecond)}`,
        draining.perSecond >= 3_000,
      );
    }
    target(`${size}: share of (c)`, '0.5', (full.perSecond / batched).toFixed(2), full.perSecond >= batched / 2);
    target(
      `${size}: p99 at 500 a second`,
      'under 50 ms',
      `${steady.latencyMs.p99.toFixed(1)} ms`,
      steady.latencyMs.p99 < 50,
    );
    const everyone = burst.statuses[202] === 5_000 && burst.seconds < 10;
    target(
      `${size}: 5,000 at once`,
      'all 202 within 10 s',
      `${burst.statuses[202] ?? 0} in ${burst.seconds.toFixed(1)} s`,
      everyone,
    );
    const peak = Math.max(...[full, draining, steady, burst].map(({ server }) => server.peakMegabytes));
    target(`${size}: memory`, 'under 300 MB', `${Math.round(peak)} MB`, peak < 300);
  }
  result.notes.push(
    'Generator, server, Postgres (fsync on) and Redis share the processors of this machine, with whatever else runs on it: compare rows of one run, not runs. (b), (c) and the gateway store bodies that they compressed (zstd, level 1); (c) neither reads the payload nor writes work.',
  );
  return result;
}

interface Plan {
  event: string;
  bodies: string[];
  shape: Shape;
  connections: number;
}

function loadPlan(port: number, path: string, { event, ...rest }: Plan): LoadPlan {
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/044aadd',
    'x-github-event': event,
  };
  return { port, path, secret: SECRET, headers, ...rest };
}

async function onBareServer(
  { databaseUrl, query }: BenchServers,
  store: BareServerConfig['store'],
  plan: Plan,
): Promise<Load> {
  const config: BareServerConfig = { secret: SECRET, databaseUrl, store };
  const server = await startProgram<{ port: number }>(new URL('./bare-server.program.ts', import.meta.url), config);
  try {
    return await runLoad(loadPlan(server.ready.port, '/', plan), server.pid);
  } finally {
    await server.stop();
    await query('truncate bare');
  }
}

async function onGateway({ databaseUrl, redisUrl, query }: BenchServers, plan: Plan, worker: boolean): Promise<Load> {
  const urls = { databaseUrl, redisUrl };
  const gateway = await startProgram<{ port: number }>(
    new URL('./gateway.program.ts', import.meta.url),
    { ...urls, secret: SECRET },
    asInProduction(),
  );
  const drain = worker
    ? await startProgram(new URL('./draining-worker.program.ts', import.meta.url), urls, { niceness: 10 })
    : null;
  try {
    const load = await runLoad(loadPlan(gateway.ready.port, '/github/hooks/', plan), gateway.pid);
    const [recorded] = await query<{ count: number }>('select count(*)::integer as count from webhook_delivery');
    if ((recorded?.count ?? 0) < (load.statuses[202] ?? 0))
      throw new Error('a delivery that was answered 202 is not in Postgres');
    return load;
  } finally {
    await drain?.stop();
    await gateway.stop();
    await query('truncate webhook_delivery, work, journal');
  }
}

function compressed(body: Buffer): Buffer {
  return zstdCompressSync(body, { params: { [constants.ZSTD_c_compressionLevel]: 1 } });
}

function rowOf(name: string, { perSecond, latencyMs, server, statuses, lost }: Load): (string | number)[] {
  const others = Object.entries(statuses).filter(([status]) => status !== '202');
  const refused = others.reduce((sum, [, count]) => sum + count, lost);
  return [name, perSecond, latencyMs.p50, latencyMs.p99, server.processors, server.peakMegabytes, refused];
}
