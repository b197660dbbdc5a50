import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { standInRunner } from '@pangeo-forge/testkit/runner/stand-in-runner';
import { makeFeedstock } from './make-feedstock.ts';
import { startRunnerStage } from './runner-stage.ts';

export interface Flood {
  megabytes: number;
  seconds: number;
  bareSeconds: number;
  /** Of the process that takes the output. */
  idleMegabytes: number;
  peakMegabytes: number;
  outcome: string | null;
  storedMegabytes: number;
}

/**
 * One bake that prints so much, from its start to its end in the database; bare: the same program into a pipe that is
 * read and forgotten.
 */
export async function measureFlood(megabytes: number): Promise<Flood> {
  const stage = await startRunnerStage(1);
  try {
    const quiet = await makeFeedstock(stage.folder, 'quiet');
    const { usage: idle } = await stage.bake([{ feedstock: quiet, spec: 'bench/quiet', name: 'quiet' }]);
    const flood = await makeFeedstock(stage.folder, 'flood', { bake: [{ flood: megabytes * 1e6 }] });
    const { seconds, usage } = await stage.bake([{ feedstock: flood, spec: 'bench/flood', name: 'flood' }]);
    const [end] = await stage.query<{ outcome: string | null; stored: number }>(
      `select (select outcome from runner_invocation where key = 'flood') as outcome,
         (select coalesce(sum(length(lines)), 0)::float8 from log_chunk) as stored`,
    );
    return {
      megabytes,
      seconds,
      bareSeconds: await callBare(flood, stage.folder),
      idleMegabytes: idle.peakMegabytes,
      peakMegabytes: usage.peakMegabytes,
      outcome: end?.outcome ?? null,
      storedMegabytes: (end?.stored ?? 0) / 1e6,
    };
  } finally {
    await stage.stop();
  }
}

async function callBare({ url, sha }: { url: string; sha: string }, cwd: string): Promise<number> {
  const began = performance.now();
  const args = [standInRunner, 'bake', `--repo=${url}`, `--ref=${sha}`, '--json', '--feedstock-subdir=feedstock'];
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'ignore'] });
  child.stdout.resume();
  await once(child, 'close');
  return (performance.now() - began) / 1000;
}
