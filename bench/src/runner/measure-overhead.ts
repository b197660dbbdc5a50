import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createPangeoForgeRunner } from '@pangeo-forge/recipe-runner/runner/pangeo-forge-runner';
import type { RecipeRunner } from '@pangeo-forge/recipe-runner/runner/recipe-runner';
import { chooseSandbox } from '@pangeo-forge/recipe-runner/sandbox/choose-sandbox';
import { describeRunner, type RunnerProgram } from '@pangeo-forge/runner-environment/describe-runner';
import { execa } from 'execa';
import { type Feedstock, makeFeedstock } from './make-feedstock.ts';

export interface Overhead {
  sandbox: string;
  /** Medians of calls that took turns. */
  bareMs: number;
  oursMs: number;
}

const LIMITS = { wallTimeMs: 120_000, outputBytes: 64 * 1024 * 1024, memoryBytes: 2 * 1024 ** 3 };

/** `expand-meta` by a shell's means, and as role `run` does it: the same program on the same commit, in turns. */
export async function measureOverhead(executable: string, rounds: number): Promise<Overhead[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'pangeo-forge-overhead-'));
  try {
    const systemPath = process.env['PATH'] ?? '';
    const feedstock = await makeFeedstock(folder, 'feedstock');
    const program = await describeRunner(executable, systemPath);
    const results: Overhead[] = [];
    for (const requested of ['process', 'auto'] as const) {
      const { sandbox } = await chooseSandbox({ requested, deployment: 'pforge-local-bench', searchPath: systemPath });
      const runner = createPangeoForgeRunner({ program, sandbox, foldersDir: folder, systemPath });
      const times = await takeTurns(rounds, {
        bare: () => callBare(program, feedstock, folder),
        ours: (round) => callOurs(runner, feedstock, round),
      });
      results.push({ sandbox: sandbox.name, bareMs: medianOf(times.bare), oursMs: medianOf(times.ours) });
    }
    return results;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function takeTurns<Name extends string>(rounds: number, calls: Record<Name, (round: number) => Promise<void>>) {
  const names = Object.keys(calls) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>;
  for (let round = -1; round < rounds; round++) {
    for (const name of names) {
      const began = performance.now();
      await calls[name](round);
      if (round >= 0) times[name].push(performance.now() - began); // the first only warms the files
    }
  }
  return times;
}

async function callBare(
  { executable, sitePackages }: RunnerProgram,
  { url, sha }: Feedstock,
  folder: string,
): Promise<void> {
  const args = ['expand-meta', `--repo=${url}`, `--ref=${sha}`, '--json'];
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, ...(sitePackages ? { PYTHONPATH: sitePackages } : {}) };
  await execa(executable, args, { env, extendEnv: false, stdin: 'ignore', stdout: 'ignore', stderr: 'ignore' });
}

async function callOurs(runner: RecipeRunner, { url, sha }: Feedstock, round: number): Promise<void> {
  const request = { kind: 'expand_meta', invocationId: `round-${round + 1}`, repoUrl: url, ref: sha } as const;
  const { outcome, reason } = await runner.run(request, {
    onLine: () => {},
    signal: new AbortController().signal,
    limits: LIMITS,
  });
  if (outcome !== 'succeeded') throw new Error(`expand-meta ${outcome}: ${reason}`);
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
