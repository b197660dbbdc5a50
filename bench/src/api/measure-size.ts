import type { BenchmarkResult } from '../benchmark.ts';
import type { ApiStage } from './api-stage.ts';

const PER_SECOND = 100;
const ROUNDS = 3;
const MAX_TIMES = 3;
const COLUMNS = ['', 'small p50 ms', 'small p99 ms', 'large p50 ms', 'large p99 ms', 'times', 'large Postgres µs'];

/**
 * Pages of a list, each read for the first time at a steady rate from both databases, in turns; the middle one of the
 * rounds counts.
 */
export async function measureSize(
  stages: { small: ApiStage; large: ApiStage },
  forMs: number,
  log: (message: string) => void,
): Promise<Pick<BenchmarkResult, 'tables' | 'targets'>> {
  const rows: (string | number)[][] = [];
  const targets: BenchmarkResult['targets'] = [];
  for (const [name, pathIn] of Object.entries(PAGES)) {
    log(`${name}, small and large`);
    const results = { small: [] as Result[], large: [] as Result[] };
    for (let round = 0; round < ROUNDS; round++) {
      for (const size of ['small', 'large'] as const) {
        const stage = stages[size];
        const shape = { kind: 'rate', perSecond: PER_SECOND, forMs } as const;
        const load = await stage.read({ paths: [await pathIn(stage)], neverAskedBefore: true, shape });
        if (load.statuses[200] !== load.answers) throw new Error(`${name}: not every answer was a 200`);
        results[size].push({ ...load.latencyMs, postgresMicroseconds: load.postgresMicroseconds });
      }
    }
    const [small, large] = [middle(results.small), middle(results.large)];
    const times = large.p99 / small.p99;
    rows.push([name, small.p50, small.p99, large.p50, large.p99, times, large.postgresMicroseconds]);
    const met = times <= MAX_TIMES;
    targets.push({ what: `${name}: p99 of the large database`, wanted: 'at most 3 times', got: times.toFixed(1), met });
  }
  const title = `Pages of 100 runs of production and of a million, ${PER_SECOND} first reads a second`;
  return { tables: [{ title, columns: COLUMNS, rows }], targets };
}

const PAGES: Record<string, (stage: ApiStage) => Promise<string>> = {
  'first page': async () => '/recipe_runs/',
  'newest first': async () => '/recipe_runs/?order_by=started_at&sort=desc',
  'filtered by conclusion': async () => '/recipe_runs/?conclusion=success&is_test=false',
  'filtered by feedstock': async () => '/recipe_runs/?feedstock_id=6',
  'deep, by cursor': deepPage,
  'filtered and deep': (stage) => deepPage(stage, 'status=queued&'),
};

interface Result {
  p50: number;
  p99: number;
  postgresMicroseconds: number;
}

function middle(results: Result[]): Result {
  return results.sort((a, b) => a.p99 - b.p99)[Math.floor(results.length / 2)] as Result;
}

/** The page that follows the middle of the list. */
async function deepPage({ url, query }: ApiStage, filter = ''): Promise<string> {
  const { rows } = await query('select count(*)::integer as count from reciperun');
  const offset = Math.floor((rows[0] as { count: number }).count / 4);
  const answer = await fetch(`${url}/recipe_runs/?${filter}offset=${offset}`);
  const next = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
  if (!next) throw new Error('there is no page behind the middle');
  return next;
}
