import { execFile, execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Benchmark, BenchmarkOptions, BenchmarkResult, Table } from '../benchmark.ts';
import { measureStart } from './measure-start.ts';
import { setStartStage } from './start-stage.ts';

const TYPES = ['all', 'web', 'worker', 'runner', 'webhook-gateway', 'status-ingest', 'api'];
const WARM_STARTS = 3;
const IDLE_MS = 5_000;
const DEMO = fileURLToPath(new URL('../../../packages/demo/src/main.ts', import.meta.url));

/** How long processes take to be ready, and what they hold when nothing is to be done. */
export const startBenchmark: Benchmark = {
  summary: 'cold and warm start and idle memory of each process type, and how long the demo and the tests take',
  async run({ quick, testSeconds, log }: BenchmarkOptions): Promise<BenchmarkResult> {
    const stage = await setStartStage();
    const tables: Table[] = [];
    try {
      const rows: (string | number)[][] = [];
      for (const type of TYPES) {
        log(type);
        const isCold = emptyFileCache();
        const cold = await measureStart(type, stage.environment, 0);
        const warm = [];
        for (let time = 0; time < (quick ? 1 : WARM_STARTS); time++) {
          warm.push(await measureStart(type, stage.environment, IDLE_MS));
        }
        const [best] = warm.sort((a, b) => a.ms - b.ms);
        rows.push([type, isCold ? cold.ms : 'not root', best?.ms ?? 0, best?.idleMegabytes ?? 0]);
      }
      tables.push({ title: 'Processes', columns: ['', 'cold ms', 'warm ms', 'idle MB'], rows });
    } finally {
      await stage.stop();
    }
    const whole: (string | number)[][] = [];
    if (!quick) {
      log('the demo');
      whole.push(['demo', await secondsOfDemo()]);
    }
    if (testSeconds !== null) whole.push(['tests, as given', testSeconds]);
    if (whole.length > 0) tables.push({ title: 'Seconds', columns: ['', 's'], rows: whole });
    const notes = [
      'Cold: the files of Node and of the program are read from the disk. Warm: the quickest of three. Idle memory (resident, with the processes that it started) after five seconds.',
    ];
    return { tables, targets: [], notes };
  },
};

/** What was read before is read from the disk again. Only root may ask for it. */
function emptyFileCache(): boolean {
  try {
    execFileSync('sync');
    writeFileSync('/proc/sys/vm/drop_caches', '3');
    return true;
  } catch {
    return false;
  }
}

async function secondsOfDemo(): Promise<number> {
  const began = performance.now();
  await promisify(execFile)(process.execPath, [DEMO], { maxBuffer: 64 * 1024 * 1024 });
  return (performance.now() - began) / 1_000;
}
