import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { type SearchFields, searchOf } from '@pangeo-forge/api/stac/search-input';
import { parseCommands } from '@pangeo-forge/runner-worker/commands/parse-commands';
import { codeSpan, prose } from '@pangeo-forge/shared/untrusted/foreign-text';
import { createAuthorsTextReader } from '@pangeo-forge/shared/untrusted/read-authors-text';
import type { Benchmark, BenchmarkOptions, BenchmarkResult } from '../benchmark.ts';

const GOAL_MS = 100;
const GOAL_MB = 64;
const MB = 1024 ** 2;
const GITHUB_COMMENT = 65_536;
const META_BYTES = 128 * 1024;
const API_BODY_BYTES = MB;
const WEBHOOK_BYTES = 25 * MB;

interface Entry {
  name: string;
  /** What a stranger would choose to send, of the size that is allowed. */
  input: string;
  /** Reads it as the product does. A refusal is an answer. */
  read: (input: string) => unknown;
}

/** How long the event loop stands still, and how much its heap grows, for the worst of what strangers may send. */
export const strangersBenchmark: Benchmark = {
  summary: 'how long what strangers send holds the event loop, and the memory that it takes',
  async run({ quick, log }: BenchmarkOptions): Promise<BenchmarkResult> {
    const authors = createAuthorsTextReader();
    const entries = entriesOf(authors);
    const rows: (string | number)[][] = [];
    const targets: BenchmarkResult['targets'] = [];
    for (const { name, input, read } of entries) {
      log(name);
      await measure(read, input); // the first one starts threads and compiles
      const runs: Measured[] = [];
      for (let time = 0; time < (quick ? 1 : 5); time++) runs.push(await measure(read, input));
      const worst = (of: (run: Measured) => number) => Math.max(...runs.map(of));
      const loopMs = worst((run) => run.loopMs);
      const heapMb = worst((run) => run.heapMb);
      const cpuMs = worst((run) => run.cpuMs);
      const answerMs = worst((run) => run.ms);
      rows.push([name, Math.round(input.length / 1024), ...[loopMs, cpuMs, answerMs, heapMb].map(round)]);
      const got = `${round(cpuMs)} ms of processor time, ${round(heapMb)} MB`;
      targets.push({
        what: name,
        wanted: `${GOAL_MS} ms, ${GOAL_MB} MB`,
        got,
        met: cpuMs <= GOAL_MS && heapMb <= GOAL_MB,
      });
    }
    await authors.stop();
    const columns = ['', 'kB', 'loop held ms', 'its processor ms', 'until the answer ms', 'heap MB'];
    const notes = [
      'The worst of five, each after a first one. Loop held: elapsed time, with the work of other programs; processor: of the loop’s thread alone. Heap: growth until the answer, garbage included.',
    ];
    return { tables: [{ title: 'What strangers send', columns, rows }], targets, notes };
  },
};

function entriesOf(authors: ReturnType<typeof createAuthorsTextReader>): Entry[] {
  const search = (input: string) => searchOf(JSON.parse(input) as SearchFields);
  return [
    { name: 'meta.yaml of unique keys', input: uniqueKeys(META_BYTES), read: (text) => authors.lintMeta(text) },
    { name: 'meta.yaml that nests', input: '['.repeat(META_BYTES), read: (text) => authors.lintMeta(text) },
    {
      name: 'meta.yaml of aliases',
      input: aliases(META_BYTES),
      read: (text) => authors.fieldsOf(text),
    },
    {
      name: 'maintainers of the base branch',
      input: uniqueKeys(META_BYTES),
      read: (text) => authors.maintainersOf(text),
    },
    { name: 'comment of commands', input: '/run a\n'.repeat(GITHUB_COMMENT / 7), read: parseCommands },
    { name: 'comment of one argument', input: `/run ${'a'.repeat(GITHUB_COMMENT - 5)}`, read: parseCommands },
    { name: 'comment of spaces and backticks', input: '/run ` '.repeat(GITHUB_COMMENT / 7), read: parseCommands },
    { name: 'text into a comment of ours', input: '@a `[x](y)<'.repeat(GITHUB_COMMENT / 11), read: writeText },
    { name: 'STAC search, rings', input: rings(API_BODY_BYTES), read: search },
    { name: 'STAC search, nested CQL2', input: nestedFilter(API_BODY_BYTES), read: search },
    { name: 'STAC search, CQL2 text', input: textFilter(8_000), read: search },
    { name: 'body of the API', input: manyKeys(API_BODY_BYTES), read: (text) => JSON.parse(text) as unknown },
    {
      name: 'webhook that GitHub signed',
      input: manyCommits(WEBHOOK_BYTES),
      read: (text) => JSON.parse(text) as unknown,
    },
  ];
}

interface Measured {
  loopMs: number;
  /** Of the loop's own thread. */
  cpuMs: number;
  ms: number;
  heapMb: number;
}

async function measure(read: Entry['read'], input: string): Promise<Measured> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await wait(20); // its timer runs from then on
  delay.reset();
  const before = process.memoryUsage().heapUsed;
  const cpuBefore = process.threadCpuUsage();
  const startedAt = performance.now();
  let heldMs = 0;
  try {
    const reading = read(input);
    heldMs = performance.now() - startedAt;
    await reading;
  } catch {
    heldMs ||= performance.now() - startedAt; // it was refused
  }
  const ms = performance.now() - startedAt;
  const { user, system } = process.threadCpuUsage(cpuBefore);
  const heapMb = Math.max(0, process.memoryUsage().heapUsed - before) / MB;
  await wait(5); // a delay is noticed after it
  delay.disable();
  return { loopMs: Math.max(heldMs, delay.max / 1e6), cpuMs: (user + system) / 1e3, ms, heapMb };
}

const round = (value: number) => Math.round(value * 10) / 10;

function fill(bytes: number, part: (index: number) => string): string {
  const parts: string[] = [];
  for (let index = 0, length = 0; length < bytes - 100; index++) {
    const next = part(index);
    parts.push(next);
    length += next.length;
  }
  return parts.join('');
}

/** As many as are read. */
const uniqueKeys = (bytes: number) => fill(Math.min(bytes, 126_000), (index) => `key-${index}-of-it: 1\n`);
const manyKeys = (bytes: number) => `{${fill(bytes, (index) => `"k${index}":{"a":[]},`)}"end":1}`;
/** GitHub chooses the shape, and strangers the texts in it. */
const manyCommits = (bytes: number) =>
  `{"commits":[${fill(bytes, (index) => `{"id":${index},"message":"${'x\\n'.repeat(300)}"},`)}{}]}`;
const rings = (bytes: number) =>
  `{"intersects":{"type":"MultiPolygon","coordinates":[[[${fill(bytes, () => '[1,2],')}[1,2]]]]}}`;
const textFilter = (bytes: number) =>
  JSON.stringify({ 'filter-lang': 'cql2-text', filter: fill(bytes, () => 'not (a = 1) or ') });
const aliases = (bytes: number) => `a0: &a0 [x]\n${fill(bytes, (n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]\n`)}`;

function nestedFilter(bytes: number): string {
  const depth = Math.floor(bytes / 30);
  return `{"filter-lang":"cql2-json","filter":${'{"op":"not","args":['.repeat(depth)}1${']}'.repeat(depth)}}`;
}

function writeText(text: string): string {
  return prose(text) + codeSpan(text);
}
