import type { BenchmarkResult } from '../benchmark.ts';
import type { MeasuredLoad } from '../load/run-load.ts';
import type { ApiLoad, ApiStage, Reads } from './api-stage.ts';

interface Thing {
  name: string;
  paths: string[];
  /** First reads a second that are promised. */
  wanted: number;
}

type Row = (string | number)[];

interface Measured {
  rows: Row[];
  targets: BenchmarkResult['targets'];
}

const COLUMNS = [
  '',
  'a second',
  'of bare',
  'p50 ms',
  'p99 ms',
  'p99 of bare, same rate',
  'api µs',
  'Postgres µs',
  'memory MB',
];
const LEAST_SHARE = { repeated: 0.4, unchanged: 0.5 };
const LONGEST_P99_MS = 20;
/**
 * One second in which the machine does something else is all that a p99 of six seconds shows. Odd, so that there is a
 * middle.
 */
const TIMES_AT_HALF = 3;

/**
 * First reads, at full and at half of their greatest load, repeated reads and 304, each against a bare server that
 * sends the same bytes.
 */
export async function measureReads(
  stage: ApiStage,
  forMs: number,
  log: (message: string) => void,
): Promise<Pick<BenchmarkResult, 'tables' | 'targets'>> {
  const rows: Row[] = [];
  const targets: BenchmarkResult['targets'] = [];
  for (const thing of await things(stage)) {
    log(thing.name);
    const measured = await measureThing(stage, thing, forMs);
    rows.push(...measured.rows);
    targets.push(...measured.targets);
  }
  const unchanged = await measureUnchanged(stage, forMs);
  rows.push(...unchanged.rows);
  targets.push(atLeast('304, of bare', LEAST_SHARE.unchanged, unchanged.share));
  return { tables: [{ title: 'Reads over 32 connections', columns: COLUMNS, rows }], targets };
}

async function measureThing(stage: ApiStage, { name, paths, wanted }: Thing, forMs: number): Promise<Measured> {
  const closed = { kind: 'closed', forMs } as const;
  const one = [paths[0] as string];
  const bare = await stage.startBare(one[0] as string);
  try {
    const limit = await bare.read({ paths: one, neverAskedBefore: false, shape: closed });
    const bareAt = async (perSecond: number) =>
      (await bare.read({ paths: one, neverAskedBefore: false, shape: { kind: 'rate', perSecond, forMs } })).latencyMs;
    const first = await stage.read({ paths, neverAskedBefore: true, shape: closed });
    const rate = first.perSecond / 2;
    const halves: ApiLoad[] = [];
    for (let time = 0; time < TIMES_AT_HALF; time++)
      halves.push(await stage.read({ paths, neverAskedBefore: true, shape: { kind: 'rate', perSecond: rate, forMs } }));
    halves.sort((a, b) => a.latencyMs.p99 - b.latencyMs.p99);
    const half = halves[(TIMES_AT_HALF - 1) / 2] as ApiLoad;
    const bareAtHalf = await bareAt(rate);
    const repeated = await stage.read({ paths: one, neverAskedBefore: false, shape: closed });
    return {
      rows: [
        bareRowOf(name, limit),
        rowOf(`${name}: first`, first, limit.perSecond, (await bareAt(first.perSecond)).p99),
        rowOf(`${name}: first, half of that load`, half, limit.perSecond, bareAtHalf.p99),
        // as many as a bare server can, or nearly: its own greatest load
        rowOf(`${name}: repeated`, repeated, limit.perSecond, limit.latencyMs.p99),
      ],
      targets: [
        atLeast(`${name}, first reads a second`, wanted, first.perSecond),
        {
          what: `${name}, p99 at half of its greatest load`,
          wanted: `under ${LONGEST_P99_MS} ms`,
          got: `the middle of ${halves.map(({ latencyMs }) => latencyMs.p99.toFixed(1)).join(', ')} ms, bare ${bareAtHalf.p99.toFixed(1)} ms`,
          met: half.latencyMs.p99 < LONGEST_P99_MS,
        },
        atLeast(`${name}, repeated, of bare`, LEAST_SHARE.repeated, repeated.perSecond / limit.perSecond),
      ],
    };
  } finally {
    await bare.stop();
  }
}

/** Lists begin at every row, and every run is asked for: there is but one feedstock as large as this. */
async function things(stage: ApiStage): Promise<Thing[]> {
  const { rows } = await stage.query('select array_agg(id order by id) as ids from reciperun');
  const { ids } = rows[0] as { ids: number[] };
  const offsets = Array.from({ length: ids.length - 100 }, (_, offset) => offset);
  const largest = 'select feedstock_id as id from reciperun group by 1 order by count(*) desc limit 1';
  const [feedstock] = (await stage.query(largest)).rows as { id: number }[];
  return [
    { name: 'list of 100 runs', paths: offsets.map((offset) => `/recipe_runs/?offset=${offset}`), wanted: 1_500 },
    { name: 'one run', paths: ids.map((id) => `/recipe_runs/${id}`), wanted: 4_000 },
    { name: 'feedstock with 735 runs', paths: [`/feedstocks/${feedstock?.id}`], wanted: 250 },
  ];
}

/** With its share of what a bare server answers. */
async function measureUnchanged(stage: ApiStage, forMs: number): Promise<{ rows: Row[]; share: number }> {
  const path = '/recipe_runs/';
  const etag = (await fetch(`${stage.url}${path}`)).headers.get('etag') ?? '';
  const reads: Reads = {
    paths: [path],
    neverAskedBefore: false,
    headers: { 'if-none-match': etag },
    shape: { kind: 'closed', forMs },
  };
  const bare = await stage.startBare(path);
  try {
    const limit = await bare.read(reads);
    const load = await stage.read(reads);
    if (load.statuses[304] !== load.answers) throw new Error('not every answer was a 304');
    const rows = [bareRowOf('304', limit), rowOf('304', load, limit.perSecond, limit.latencyMs.p99)];
    return { rows, share: load.perSecond / limit.perSecond };
  } finally {
    await bare.stop();
  }
}

function rowOf(name: string, load: ApiLoad, barePerSecond: number, bareP99: number): Row {
  const { perSecond, latencyMs, apiMicroseconds, postgresMicroseconds, server } = load;
  const { p50, p99 } = latencyMs;
  const share = perSecond / barePerSecond;
  return [name, perSecond, share, p50, p99, bareP99, apiMicroseconds, postgresMicroseconds, server.peakMegabytes];
}

function bareRowOf(name: string, { perSecond, latencyMs, server }: MeasuredLoad): Row {
  return [`${name}: bare`, perSecond, 1, latencyMs.p50, latencyMs.p99, '', '', '', server.peakMegabytes];
}

function atLeast(what: string, wanted: number, got: number): BenchmarkResult['targets'][number] {
  const text = wanted < 1 ? got.toFixed(2) : String(Math.round(got));
  return { what, wanted: wanted < 1 ? String(wanted) : wanted.toLocaleString('en'), got: text, met: got >= wanted };
}
