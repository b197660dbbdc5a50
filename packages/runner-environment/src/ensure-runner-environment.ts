import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { findPython } from './find-python.ts';
import { installPackages } from './install-packages.ts';
import { installerEnvironment } from './installer-environment.ts';
import { type RunnerLine, type RunnerLock, type RunnerPackages, readRunnerLock } from './read-runner-lock.ts';
import { withFileLock } from './with-file-lock.ts';

export interface EnsureRunnerEnvironmentOptions {
  /** Where environments are kept, for instance `<repository>/.local/runner`. */
  rootDir: string;
  line?: RunnerLine;
  /** `base` unless given; an environment with `cloud` that is there serves for it too. */
  packages?: RunnerPackages;
  /** The process's environment; only what installers need is passed on. */
  environment: Readonly<Record<string, string | undefined>>;
  onProgress?: (message: string) => void;
}

export interface RunnerEnvironment {
  /** The `pangeo-forge-runner` executable. */
  executable: string;
  venvDir: string;
  sitePackages: string;
  pythonExecutable: string;
  /** Version of pangeo-forge-runner. */
  version: string;
}

const MARKER = 'ready.json';
const markerSchema = z.object({ venv: z.string().regex(/^venv-[0-9a-f]+$/) });

/**
 * The project's own Python environment with pangeo-forge-runner: made when it is first asked for (seconds with uv, a
 * minute with pip), found again after. Its directory is named by the lock's hash, so a changed lock makes a new one.
 * Any number of callers and processes may ask at once: one makes it, the others wait. An attempt that died half-way is
 * never used.
 * @throws RunnerEnvironmentError `python_missing`, `registry_unreachable` or `install_failed`
 */
export async function ensureRunnerEnvironment(options: EnsureRunnerEnvironmentOptions): Promise<RunnerEnvironment> {
  const { line = '0.10', packages = 'base', rootDir } = options;
  const lock = await readRunnerLock(line, packages);
  const home = homeOf(rootDir, lock);
  const ready =
    (await findReady(home, lock.version)) ?? (packages === 'base' ? await findSuperset(rootDir, line) : null);
  if (ready) return ready;

  const environment = installerEnvironment(options.environment);
  const python = await findPython(environment);
  await mkdir(home, { recursive: true });
  return withFileLock(python, join(rootDir, 'install.lock'), async () => {
    const madeMeanwhile = await findReady(home, lock.version);
    if (madeMeanwhile) return madeMeanwhile;
    await removeLeftovers(home);
    const venv = `venv-${randomBytes(4).toString('hex')}`;
    const onProgress = options.onProgress ?? (() => {});
    onProgress(`making the Python environment of pangeo-forge-runner ${lock.version} (once)`);
    await installPackages({
      python,
      requirementsFile: lock.requirementsFile,
      venvDir: join(home, venv),
      toolsDir: join(rootDir, 'uv'),
      environment,
      onProgress,
    });
    await writeFile(join(home, `${MARKER}.new`), JSON.stringify({ venv }));
    await rename(join(home, `${MARKER}.new`), join(home, MARKER));
    return describe(join(home, venv), lock.version);
  });
}

function homeOf(rootDir: string, { line, packages, hash }: RunnerLock): string {
  const name = packages === 'base' ? line : `${line}-${packages}`;
  return join(rootDir, `${name}-${process.platform}-${process.arch}-${hash}`);
}

/** Where an image was built with what the clouds need, nothing is missing for this machine's own bakes. */
async function findSuperset(rootDir: string, line: RunnerLine): Promise<RunnerEnvironment | null> {
  const lock = await readRunnerLock(line, 'cloud');
  return findReady(homeOf(rootDir, lock), lock.version);
}

/** Complete, and its interpreter still there: an upgrade of the machine's Python can take it away. */
async function findReady(home: string, version: string): Promise<RunnerEnvironment | null> {
  try {
    const { venv } = markerSchema.parse(JSON.parse(await readFile(join(home, MARKER), 'utf8')));
    const found = describe(join(home, venv), version);
    await access(found.pythonExecutable, constants.X_OK);
    await access(found.executable, constants.X_OK);
    return found;
  } catch {
    return null;
  }
}

async function removeLeftovers(home: string): Promise<void> {
  for (const name of await readdir(home)) await rm(join(home, name), { recursive: true, force: true });
}

function describe(venvDir: string, version: string): RunnerEnvironment {
  return {
    executable: join(venvDir, 'bin', 'pangeo-forge-runner'),
    venvDir,
    sitePackages: join(venvDir, 'lib', 'python3.11', 'site-packages'),
    pythonExecutable: join(venvDir, 'bin', 'python'),
    version,
  };
}
