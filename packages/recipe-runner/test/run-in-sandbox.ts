import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Sandbox, SandboxCommand, SandboxedProcess } from '../src/sandbox/sandbox.ts';

export interface SandboxRun {
  exitCode: number | null;
  signal: string | null;
  outOfMemory?: true;
  stdout: string;
  stderr: string;
}

export interface StartedScript {
  running: SandboxedProcess;
  /** Private to the script, as an invocation's folder is. */
  folder: string;
  /** Kills what is left, and removes the folder. */
  finish(): Promise<SandboxRun>;
}

/** Starts a shell script as a recipe would be; the caller must `finish`. */
export async function startScript(
  sandbox: Sandbox,
  script: string,
  change: Partial<SandboxCommand> = {},
): Promise<StartedScript> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'sandbox-test-')));
  const scratch = { directory: join(folder, 'home'), subdirectories: [join(folder, 'home', 'tmp')] };
  await mkdir(join(folder, 'home', 'tmp'), { recursive: true });
  await mkdir(join(folder, 'files'));
  const marker = randomUUID();
  const running = await sandbox.start({
    argv: ['/bin/sh', '-c', script],
    marker: `SANDBOX_TEST=${marker}`,
    scratch,
    readOnly: [],
    ownDirectories: [],
    writable: [],
    secretFiles: [],
    network: 'none',
    limits: {},
    ...change,
    environment: { PATH: '/usr/local/bin:/usr/bin:/bin', SANDBOX_TEST: marker, ...change.environment },
  });
  const printed = Promise.all([text(running.stdout), text(running.stderr)]);
  return {
    running,
    folder,
    async finish() {
      try {
        const exit = await running.exited;
        await running.killTree();
        const [stdout, stderr] = await printed;
        return { ...exit, stdout, stderr };
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

/** Runs it to its end. */
export async function runScript(
  sandbox: Sandbox,
  script: string,
  change: Partial<SandboxCommand> = {},
): Promise<SandboxRun> {
  return (await startScript(sandbox, script, change)).finish();
}
