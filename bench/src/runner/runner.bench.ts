import { fileURLToPath } from 'node:url';
import { ensureRunnerEnvironment } from '@pangeo-forge/runner-environment/ensure-runner-environment';
import { ensurePrism } from '@pangeo-forge/runner-environment/ensure-prism';
import type { Benchmark, BenchmarkOptions, BenchmarkResult } from '../benchmark.ts';
import { type EngineRecipe, measureEngines } from './measure-engines.ts';
import { measureFlood } from './measure-flood.ts';
import { measureOverhead } from './measure-overhead.ts';
import { measureQueue } from './measure-queue.ts';

const ENVIRONMENTS = fileURLToPath(new URL('../../../.local/runner', import.meta.url));
const MAX_OVERHEAD = { share: 0.05, ms: 250 };
/** What a process may take on besides what it had when it had done one call. */
const FLAT_MEGABYTES = 100;

/** What role `run` adds to a call of pangeo-forge-runner. */
export const runnerBenchmark: Benchmark = {
  summary:
    'what we add to a bare call of pangeo-forge-runner; engines side by side; 100 MB of output; 50 bakes on two slots',
  async run(options) {
    const result: BenchmarkResult = { tables: [], targets: [], notes: [] };
    await addOverhead(result, options);
    await addEngines(result, options);
    await addFlood(result, options);
    await addQueue(result, options);
    return result;
  },
};

async function addOverhead(
  { tables, targets, notes }: BenchmarkResult,
  { quick, log }: BenchmarkOptions,
): Promise<void> {
  const { executable } = await ensureRunnerEnvironment({
    rootDir: ENVIRONMENTS,
    environment: process.env,
    onProgress: log,
  });
  log('expand-meta, bare and ours in turns');
  const overheads = await measureOverhead(executable, quick ? 3 : 15);
  tables.push({
    title: 'expand-meta with the real pangeo-forge-runner, medians',
    columns: ['sandbox', 'bare ms', 'ours ms', 'more ms', 'more %'],
    rows: overheads.map(({ sandbox, bareMs, oursMs }) => [
      sandbox,
      bareMs,
      oursMs,
      oursMs - bareMs,
      (oursMs / bareMs - 1) * 100,
    ]),
  });
  for (const { sandbox, bareMs, oursMs } of overheads) {
    const moreMs = oursMs - bareMs;
    targets.push({
      what: `overhead in the sandbox ${sandbox}`,
      wanted: 'under 5 % or 250 ms',
      got: `${moreMs.toFixed(0)} ms`,
      met: moreMs < MAX_OVERHEAD.ms || moreMs < bareMs * MAX_OVERHEAD.share,
    });
  }
  notes.push(
    'Bare: the program started by itself on the same commit, which it clones from a local repository; ours clones it first, reads its meta.yaml, starts the program in the sandbox on that clone, and judges its output.',
  );
}

const RECIPES: readonly EngineRecipe[] = [
  { key: 'test', name: 'a test run, 2 of 60 files of 5 MB', files: 60, megabytes: 5, processorSeconds: 0, prune: true },
  { key: 'full', name: '60 files of 5 MB', files: 60, megabytes: 5, processorSeconds: 0, prune: false },
  {
    key: 'work',
    name: '60 files of 5 MB, 2 s of work on each',
    files: 60,
    megabytes: 5,
    processorSeconds: 2,
    prune: false,
  },
];

async function addEngines(
  { tables, targets, notes }: BenchmarkResult,
  { quick, log }: BenchmarkOptions,
): Promise<void> {
  const making = { rootDir: ENVIRONMENTS, environment: process.env, onProgress: log };
  const environment = await ensureRunnerEnvironment(making);
  const prism = await ensurePrism(making).catch((error: Error) => {
    notes.push(`Prism is not in the table: ${error.message}`);
    return null;
  });
  const recipes = quick ? RECIPES.slice(0, 1) : RECIPES;
  const bakes = await measureEngines({ environment, prism, recipes, rounds: quick ? 1 : 2, log });
  const names = [...new Set(bakes.map(({ engine }) => engine))];
  const rows = recipes.flatMap(({ name }) =>
    names.map((engine) => {
      const of = bakes.filter((bake) => bake.recipe === name && bake.engine === engine);
      const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
      const peaks = of.map(({ peakMegabytes }) => peakMegabytes ?? 0);
      return {
        name,
        engine,
        seconds: median(of.map(({ seconds }) => seconds)),
        processorSeconds: median(of.map(({ processorSeconds }) => processorSeconds)),
        megabytes: median(peaks),
      };
    }),
  );
  tables.push({
    title: 'Bakes by the engines of this machine, medians',
    columns: ['recipe', 'engine', 'seconds', 'processor s', 'memory MB'],
    rows: rows.map((row) => [row.name, row.engine, row.seconds, row.processorSeconds, row.megabytes]),
  });
  const [test] = recipes;
  const testRuns = rows.filter(({ name }) => name === test?.name);
  const least = Math.min(...testRuns.map(({ processorSeconds }) => processorSeconds));
  const ours = testRuns.find(({ engine }) => engine === 'in_memory')?.processorSeconds ?? Number.POSITIVE_INFINITY;
  const different = recipes.filter(
    ({ name }) => new Set(bakes.filter(({ recipe }) => recipe === name).map(({ checksum }) => checksum)).size > 1,
  );
  targets.push(
    {
      what: 'what the engines wrote',
      wanted: 'the same values',
      got: different.length === 0 ? 'the same' : `not of ${different.map(({ name }) => name).join('; ')}`,
      met: different.length === 0,
    },
    {
      what: 'the engine of a test run (in_memory)',
      wanted: 'the least processor time, to a tenth',
      got: `${ours.toFixed(1)} s, the least is ${least.toFixed(1)} s`,
      met: ours <= 1.1 * least,
    },
  );
}

async function addFlood({ tables, targets }: BenchmarkResult, { quick, log }: BenchmarkOptions): Promise<void> {
  const megabytes = quick ? 20 : 100;
  log(`${megabytes} MB of output`);
  const flood = await measureFlood(megabytes);
  tables.push({
    title: `A bake of the stand-in that prints ${megabytes} MB`,
    columns: ['', 'seconds', 'MB a second', 'bare seconds', 'memory MB', 'after one call MB', 'stored MB'],
    rows: [
      [
        flood.outcome ?? 'no end',
        flood.seconds,
        megabytes / flood.seconds,
        flood.bareSeconds,
        flood.peakMegabytes,
        flood.idleMegabytes,
        flood.storedMegabytes,
      ],
    ],
  });
  const more = flood.peakMegabytes - flood.idleMegabytes;
  targets.push({
    what: `memory for ${megabytes} MB of output`,
    wanted: `under ${FLAT_MEGABYTES} MB more than idle`,
    got: `${more.toFixed(0)} MB more`,
    met: more < FLAT_MEGABYTES && flood.outcome === 'succeeded',
  });
}

async function addQueue({ tables, targets }: BenchmarkResult, { quick, log }: BenchmarkOptions): Promise<void> {
  const [many, few] = quick ? [16, 4] : [40, 10];
  log(`${many + few} bakes on two slots`);
  const queue = await measureQueue(many, few);
  tables.push({
    title: `${many} bakes of one feedstock, and ${few} of another right after them, on two slots`,
    columns: ['', 'seconds', 'most at once', 'out of order', 'failed', 'last of the few', 'memory MB'],
    rows: [
      [
        'stand-in, 200 ms each',
        queue.seconds,
        queue.maxConcurrent,
        queue.outOfOrder,
        queue.failed,
        `${queue.lastOfTheFew} of ${queue.invocations}`,
        queue.usage.peakMegabytes,
      ],
    ],
  });
  targets.push(
    {
      what: 'bakes at once',
      wanted: 'never more than 2',
      got: `${queue.maxConcurrent}`,
      met: queue.maxConcurrent <= 2,
    },
    {
      what: 'order within a feedstock',
      wanted: 'as asked for',
      got: `${queue.outOfOrder} out of order`,
      met: queue.outOfOrder === 0,
    },
    {
      what: 'the few do not wait for the many',
      wanted: `started by place ${3 * few}`,
      got: `place ${queue.lastOfTheFew}`,
      met: queue.lastOfTheFew <= 3 * few,
    },
  );
}
