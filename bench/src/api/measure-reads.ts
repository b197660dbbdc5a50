import type { BenchmarkResult } from '../benchmark.ts';
import type { ApiLoad, ApiStage } from './api-stage.ts';

interface Thing {
  name: string;
  paths: string[];
  /** First reads a second that are promised. */
  wanted: number;
}

type Row = (string | number)[];

const COLUMNS = ['', 'a second', 'of bare', 'p50 ms', 'p99 ms', 'api µs', 'Postgres µs', 'memory MB'];
const WARM_MS = 1_000;
const LEAST_SHARE = { repeated: 0.4, unchanged: 0.5 };
const LONGEST_P99_MS = 20;

/** First reads, at full and at half of their greatest load, repeated reads and 304, each against a bare server that sends the same bytes. */
export async function measureReads(
  stage: ApiStage,
  forMs: number,
  say: (message: string) => void,
): Promise<Pick<BenchmarkResult, 'tables' | 'targets'>> {
  const closed = { kind: 'closed', forMs } as const;
  const rows: Row[] = [];
  const targets: BenchmarkResult['targets'] = [];
  for (const { name, paths, wanted } of await things(stage)) {
    say(name);
    await stage.read({ paths, neverAskedBefore: true, shape: { ...closed, forMs: WARM_MS } });
    const one = [paths[0] as string];
    const bare = await stage.readBare({ paths: one, neverAskedBefore: false, shape: closed });
    rows.push([`${name}: bare`, bare.perSecond, 1, bare.latencyMs.p50, bare.latencyMs.p99, '', '', '']);
    const read = async (what: string, reads: Parameters<ApiStage['read']>[0]) => {
      const load = await stage.read(reads);
      rows.push(rowOf(`${name}: ${what}`, load, bare.perSecond));
      return load;
    };
    const first = await read('first', { paths, neverAskedBefore: true, shape: closed });
    targets.push(atLeast(`${name}, first reads a second`, wanted, first.perSecond));
    const half = { kind: 'rate', perSecond: first.perSecond / 2, forMs } as const;
    const { latencyMs } = await read('first, half of that load', { paths, neverAskedBefore: true, shape: half });
    targets.push({
      what: `${name}, p99 at half of its greatest load`,
      wanted: `under ${LONGEST_P99_MS} ms`,
      got: `${latencyMs.p99.toFixed(1)} ms`,
      met: latencyMs.p99 < LONGEST_P99_MS,
    });
    const repeated = await read('repeated', { paths: one, neverAskedBefore: false, shape: closed });
    targets.push(atLeast(`${name}, repeated, of bare`, LEAST_SHARE.repeated, repeated.perSecond / bare.perSecond));
  }
  const unchanged = await measureUnchanged(stage, forMs, rows);
  targets.push(atLeast('304, of bare', LEAST_SHARE.unchanged, unchanged));
  return { tables: [{ title: 'Reads over 32 connections', columns: COLUMNS, rows }], targets };
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

/** Its share of what a bare server answers. */
async function measureUnchanged(stage: ApiStage, forMs: number, rows: Row[]): Promise<number> {
  const paths = ['/recipe_runs/'];
  const etag = (await fetch(`${stage.url}${paths[0]}`)).headers.get('etag') ?? '';
  const reads = {
    paths,
    neverAskedBefore: false,
    headers: { 'if-none-match': etag },
    shape: { kind: 'closed', forMs },
  } as const;
  const bare = await stage.readBare(reads);
  const load = await stage.read(reads);
  if (load.statuses[304] !== load.answers) throw new Error('not every answer was a 304');
  rows.push(['304: bare', bare.perSecond, 1, bare.latencyMs.p50, bare.latencyMs.p99, '', '', '']);
  rows.push(rowOf('304', load, bare.perSecond));
  return load.perSecond / bare.perSecond;
}

function rowOf(name: string, load: ApiLoad, bare: number): Row {
  const { perSecond, latencyMs, apiMicroseconds, postgresMicroseconds, server } = load;
  const { p50, p99 } = latencyMs;
  return [name, perSecond, perSecond / bare, p50, p99, apiMicroseconds, postgresMicroseconds, server.peakMegabytes];
}

function atLeast(what: string, wanted: number, got: number): BenchmarkResult['targets'][number] {
  const told = wanted < 1 ? got.toFixed(2) : String(Math.round(got));
  return { what, wanted: wanted < 1 ? String(wanted) : wanted.toLocaleString('en'), got: told, met: got >= wanted };
}
