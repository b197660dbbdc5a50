import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { followRun } from '../../src/runner/follow-run.ts';
import { watchStopCauses } from '../../src/runner/stop-cause.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { type StartedScript, startScript } from '../run-in-sandbox.ts';
import { type Aftermath, type HostileRecipe, SECRET, type Surroundings } from './hostile-recipe.ts';
import { sleeping } from './sleeping.ts';

export interface HostileStage {
  /** Runs it as the runner would, with limits, and answers what happened. */
  perform(recipe: HostileRecipe): Promise<Aftermath>;
  /** Waits until the neighbour has worked on, and its output is as it was. */
  neighbourWorksOn(): Promise<void>;
  end(): Promise<void>;
}

/** A worker with secrets, a service on loopback, and another run in the same kind of sandbox. */
export async function stageHostileRecipes(sandbox: Sandbox): Promise<HostileStage> {
  const directory = await mkdtemp(join(tmpdir(), 'hostile-test-'));
  const [secretFile, neighbourOutput] = [join(directory, 'secrets.yaml'), join(directory, 'neighbour')];
  await writeFile(secretFile, SECRET, { mode: 0o600 });
  await mkdir(neighbourOutput);
  const worker = spawn('sleep', ['3600'], { env: { PATH: '/usr/bin:/bin', KEY: SECRET }, stdio: 'ignore' });
  const server = createServer((socket) => socket.end(`${SECRET}\n`));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const neighbour = await startNeighbour(sandbox, neighbourOutput);
  const beats = () =>
    readFile(join(neighbourOutput, 'beats'), 'utf8').then(
      ({ length }) => length,
      () => 0,
    );
  await waitFor(async () => (await beats()) > 0);

  return {
    async perform(recipe) {
      const output = await mkdtemp(join(directory, 'output-'));
      const seconds = `${randomInt(100_000, 999_999)}.${randomInt(100_000, 999_999)}`;
      const { port } = server.address() as AddressInfo;
      const surroundings: Surroundings = {
        workerPid: pidOf(worker),
        secretFile,
        neighbour: { folder: neighbour.folder, output: neighbourOutput },
        port,
        output,
        seconds,
      };
      const ended = await performOnce(sandbox, recipe, surroundings);
      return { ...ended, left: sleeping(seconds) };
    },
    async neighbourWorksOn() {
      const before = await beats();
      await waitFor(async () => (await beats()) > before, { describe: 'the neighbour to work on' });
    },
    async end() {
      worker.kill('SIGKILL');
      server.close();
      await neighbour.running.killTree();
      await neighbour.finish();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function startNeighbour(sandbox: Sandbox, output: string): Promise<StartedScript> {
  const script = `echo ${SECRET} > mine; while :; do printf x >> ${output}/beats; sleep 0.1; done`;
  return startScript(sandbox, script, { writable: [output] });
}

/** Where the limit of time is not what is attacked. */
const HANGS_AFTER_MS = 300_000;

async function performOnce(sandbox: Sandbox, recipe: HostileRecipe, surroundings: Surroundings) {
  const { memoryBytes, wallTimeMs = HANGS_AFTER_MS, outputBytes = 1_000_000 } = recipe.limits ?? {};
  const limits = { wallTimeMs, outputBytes, ...(memoryBytes === undefined ? {} : { memoryBytes }) };
  const started = await startScript(sandbox, recipe.script(surroundings), {
    writable: [surroundings.output],
    network: recipe.network ?? 'none',
    limits: { ...(memoryBytes === undefined ? {} : { memoryBytes }), scratchBytes: recipe.scratchBytes ?? 50_000_000 },
  });
  const causes = watchStopCauses(new AbortController().signal, wallTimeMs);
  const text = { stdout: '', stderr: '' };
  try {
    await followRun(
      started.running,
      { limits, onLine: (line) => void (text[line.stream] += `${line.text}\n`) },
      causes,
    );
    const outcome: Aftermath['outcome'] = causes.cause()?.outcome ?? 'ended';
    return { outcome, ...text };
  } finally {
    causes.release();
    await started.finish();
  }
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('it did not start');
  return pid;
}
