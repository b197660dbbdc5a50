import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { findPython } from './find-python.ts';
import { findUv } from './install-packages.ts';
import { installerEnvironment } from './installer-environment.ts';
import { LOCK_NAMES, LOCKS_DIR, type RunnerLine, type RunnerPackages } from './read-runner-lock.ts';
import { RunnerEnvironmentError } from './runner-environment-error.ts';

export interface LockRunnerOptions {
  /** Where uv is kept when it is not on PATH. */
  toolsDir: string;
  environment: Readonly<Record<string, string | undefined>>;
  /** To the newest versions that fit; otherwise what is locked stays where it still fits. */
  upgrade: boolean;
  onProgress: (message: string) => void;
}

export interface ChangedLock {
  /** `+name==version` and `-name==version`. */
  changes: string[];
  /** Puts the lock back as it was. */
  restore(): Promise<void>;
}

const RESOLVE = [
  '--quiet',
  '--python-version',
  '3.11',
  '--universal',
  '--generate-hashes',
  '--no-annotate',
  '--no-header',
];

/** Resolves a lock again from its `.in` file, for every platform. */
export async function lockRunner(
  line: RunnerLine,
  packages: RunnerPackages,
  { toolsDir, upgrade, onProgress, ...options }: LockRunnerOptions,
): Promise<ChangedLock> {
  const environment = installerEnvironment(options.environment);
  const uv = await findUv({ python: await findPython(environment), toolsDir, environment, onProgress });
  if (!uv) throw new RunnerEnvironmentError('registry_unreachable', 'uv, which resolves the lock, could not be had');
  const name = LOCK_NAMES[packages];
  const file = join(LOCKS_DIR, line, `${name}.txt`);
  const before = await readFile(file, 'utf8');
  const compile = ['pip', 'compile', ...RESOLVE, ...(upgrade ? ['--upgrade'] : []), '-o', `${name}.txt`, `${name}.in`];
  const cwd = join(LOCKS_DIR, line);
  await execa(uv, compile, { cwd, env: environment, extendEnv: false, stdin: 'ignore', stdout: 'ignore' });
  return {
    changes: differences(before, await readFile(file, 'utf8')),
    restore: () => writeFile(file, before),
  };
}

function differences(before: string, after: string): string[] {
  const pinsOf = (text: string) => new Set(text.match(/^[\w.-]+==[^\s;\\]+/gm));
  const [old, now] = [pinsOf(before), pinsOf(after)];
  return [
    ...[...old].filter((pin) => !now.has(pin)).map((pin) => `-${pin}`),
    ...[...now].filter((pin) => !old.has(pin)).map((pin) => `+${pin}`),
  ].sort((a, b) => a.slice(1).localeCompare(b.slice(1)));
}
