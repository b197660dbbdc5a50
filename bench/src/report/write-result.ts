import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchmarkResult } from '../benchmark.ts';

const RESULTS = fileURLToPath(new URL('../../results/', import.meta.url));

/** Keeps the last result of a benchmark, with what it ran on. Answers the file. */
export async function writeResult(
  name: string,
  result: BenchmarkResult,
  options: { quick: boolean; seed: number },
): Promise<string> {
  mkdirSync(RESULTS, { recursive: true });
  const file = path.join(RESULTS, `${name}.json`);
  const taken = { at: new Date().toISOString(), commit: commit(), machine: machine(), ...options };
  writeFileSync(file, `${JSON.stringify({ benchmark: name, ...taken, ...result }, null, 2)}\n`);
  return file;
}

function machine() {
  const processors = cpus();
  return {
    processors: processors.length,
    model: processors[0]?.model.trim() ?? 'unknown',
    /**
     * At the end: beyond the number of processors, the benchmark shared them with something else, or was limited by
     * them.
     */
    loadAverage: loadavg()[0],
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
  };
}

function commit(): string {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: RESULTS, encoding: 'utf8' }).trim();
  try {
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain', '--', '../../packages') ? ' and changes' : ''}`;
  } catch {
    return 'unknown';
  }
}
