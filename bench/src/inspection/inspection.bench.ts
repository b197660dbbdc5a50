import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInspectorEnvironment } from '@pangeo-forge/runner-environment/ensure-runner-environment';
import { execa } from 'execa';
import type { Benchmark, BenchmarkOptions, BenchmarkResult } from '../benchmark.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const INSPECT_STORES = path.join(ROOT, 'packages/datasets/python/inspect_stores');
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

interface Store {
  name: string;
  /** Of time, latitude and longitude. */
  shape: readonly number[];
  chunks: readonly number[];
}

const storesOf = (quick: boolean): readonly Store[] => [
  quick
    ? { name: '200 MB in 20 chunks', shape: [20, 1_000, 2_500], chunks: [1, 1_000, 2_500] }
    : { name: '2 GB in 200 chunks', shape: [200, 1_000, 2_500], chunks: [1, 1_000, 2_500] },
  quick
    ? { name: '10,000 chunks of 400 bytes', shape: [100, 100, 100], chunks: [1, 10, 10] }
    : { name: '100,000 chunks of 400 bytes', shape: [1_000, 100, 100], chunks: [1, 10, 10] },
];

/** What anybody does first: open it, and read a value. */
const BARE_OPEN = `
import sys, xarray
dataset = xarray.open_dataset(sys.argv[1], engine="zarr", chunks=None)
print(float(dataset.sst[0, 0, 0].values))
`;
const MAX_MEGABYTES = 600;

/** As `measure_process.py` prints it. */
interface Measure {
  seconds: number;
  processorSeconds: number;
  peakMegabytes: number;
  /** The last line of what the process printed. */
  answer: string;
}

/** What it costs to look at what a bake wrote, beside a bare xarray that opens the same store. */
export const inspectionBenchmark: Benchmark = {
  summary: 'looking at large stores after a bake, beside a bare xarray',
  async run(options) {
    const rootDir = path.join(ROOT, '.local/runner');
    const { pythonExecutable } = await ensureInspectorEnvironment({ rootDir, environment: process.env });
    const folder = await mkdtemp(path.join(tmpdir(), 'bench-inspection-'));
    try {
      return await measure(pythonExecutable, folder, options);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function measure(python: string, folder: string, { quick, log }: BenchmarkOptions): Promise<BenchmarkResult> {
  const rows: (string | number)[][] = [];
  let peak = 0;
  for (const { name, shape, chunks } of storesOf(quick)) {
    log(`making a store of ${name}`);
    const place = path.join(folder, name);
    await execa(python, ['-I', here('./make_large_store.py'), place, shape.join(','), chunks.join(',')]);
    log(`opening ${name}`);
    const bare = await bestOf(quick, () => measureProcess(python, ['-I', '-c', BARE_OPEN, place], ''));
    const inspected = await bestOf(quick, () => measureProcess(python, ['-I', '-B', INSPECT_STORES], requestOf(place)));
    assertOpened(inspected.answer);
    peak = Math.max(peak, inspected.peakMegabytes);
    for (const [what, { seconds, processorSeconds, peakMegabytes }] of [
      ['bare xarray', bare],
      ['inspector', inspected],
    ] as const)
      rows.push([name, what, seconds, processorSeconds, Math.round(peakMegabytes)]);
    const ratio = (of: (one: Measure) => number) => Math.round((of(inspected) / of(bare)) * 100) / 100;
    rows.push([
      name,
      'ratio',
      ratio((one) => one.seconds),
      ratio((one) => one.processorSeconds),
      ratio((one) => one.peakMegabytes),
    ]);
  }
  return {
    tables: [{ title: 'Looking at a store', columns: ['store', '', 'seconds', 'processor s', 'peak MB'], rows }],
    targets: [
      {
        what: 'memory of the inspector',
        wanted: `under ${MAX_MEGABYTES} MB`,
        got: `${Math.round(peak)} MB`,
        met: peak < MAX_MEGABYTES,
      },
    ],
    notes: [
      'A process each, imports included; the fastest of three. The inspector describes all variables, counts all objects, reads a value, and draws a picture where there is one to draw; xarray opens the store and reads a value.',
      'The chunks are sparse files of zeros on this machine: a bucket takes as long as it takes to list.',
    ],
  };
}

const requestOf = (place: string): string =>
  JSON.stringify({
    targets: [
      {
        fsspec_class: 'fsspec.implementations.local.LocalFileSystem',
        fsspec_args: {},
        root_path: place,
        own_prefixes: [],
        allow_private: false,
      },
    ],
    seconds: 300,
    objects: 1_000_000,
  });

async function bestOf(quick: boolean, once: () => Promise<Measure>): Promise<Measure> {
  const found: Measure[] = [];
  for (let turn = 0; turn < (quick ? 1 : 3); turn += 1) found.push(await once());
  return found.toSorted((one, other) => one.seconds - other.seconds)[0] as Measure;
}

async function measureProcess(python: string, args: readonly string[], input: string): Promise<Measure> {
  const { stdout } = await execa(python, ['-I', here('./measure_process.py'), python, ...args], { input });
  return JSON.parse(stdout) as Measure;
}

function assertOpened(answer: string): void {
  const { targets } = JSON.parse(answer) as { targets: { stores?: { opens: boolean; problem: string | null }[] }[] };
  if (targets[0]?.stores?.[0]?.opens !== true) throw new Error(`the store was not opened: ${answer.slice(0, 500)}`);
}
