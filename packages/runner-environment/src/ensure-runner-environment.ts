import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { findPython } from './find-python.ts';
import { installPackages } from './install-packages.ts';
import { installerEnvironment } from './installer-environment.ts';
import {
  type RunnerLine,
  type RunnerLock,
  type RunnerPackages,
  readRunnerLock,
  readToolLock,
  type ToolLock,
} from './read-runner-lock.ts';
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

  const what = `pangeo-forge-runner ${lock.version}`;
  return describe(await makeEnvironment(options, home, lock.requirementsFile, what), lock.version);
}

/**
 * The Python of a runner's environment that is there already, with the packages of the clouds where there is one with
 * them. Installs nothing; null when there is none.
 */
export async function findRunnerPython(rootDir: string, line: RunnerLine = '0.10'): Promise<string | null> {
  for (const packages of ['cloud', 'base'] as const) {
    const lock = await readRunnerLock(line, packages);
    const found = await findReady(homeOf(rootDir, lock), lock.version);
    if (found) return found.pythonExecutable;
  }
  return null;
}

/**
 * Makes the environment of a lock in its folder, unless another process has made it meanwhile. Returns the folder of
 * the virtual environment.
 */
async function makeEnvironment(
  options: Pick<EnsureRunnerEnvironmentOptions, 'rootDir' | 'environment' | 'onProgress'>,
  home: string,
  requirementsFile: string,
  what: string,
): Promise<string> {
  const environment = installerEnvironment(options.environment);
  const python = await findPython(environment);
  await mkdir(home, { recursive: true });
  return withFileLock(python, join(options.rootDir, 'install.lock'), async () => {
    const madeMeanwhile = await findVenv(home);
    if (madeMeanwhile) return madeMeanwhile;
    await removeLeftovers(home);
    const venv = `venv-${randomBytes(4).toString('hex')}`;
    const onProgress = options.onProgress ?? (() => {});
    onProgress(`making the Python environment of ${what} (once)`);
    await installPackages({
      python,
      requirementsFile,
      venvDir: join(home, venv),
      toolsDir: join(options.rootDir, 'uv'),
      environment,
      onProgress,
    });
    await writeFile(join(home, `${MARKER}.new`), JSON.stringify({ venv }));
    await rename(join(home, `${MARKER}.new`), join(home, MARKER));
    return join(home, venv);
  });
}

/**
 * The Python of the environment that opens datasets of every kind, made when it is first asked for as the runners' are.
 * Its path, and the directories that must be readable.
 * @throws RunnerEnvironmentError `python_missing`, `registry_unreachable` or `install_failed`
 */
export function ensureInspectorEnvironment(options: ToolOptions): Promise<ToolEnvironment> {
  return ensureToolEnvironment(options, 'inspector', 'the inspector');
}

/**
 * The Python of the environment in which recipes without Beam run unless they ask for more, made as the runners' are.
 * @throws RunnerEnvironmentError `python_missing`, `registry_unreachable` or `install_failed`
 */
export function ensureScriptEnvironment(options: ToolOptions): Promise<ToolEnvironment> {
  return ensureToolEnvironment(options, 'script', 'recipes without Beam');
}

type ToolOptions = Pick<EnsureRunnerEnvironmentOptions, 'rootDir' | 'environment' | 'onProgress'>;

interface ToolEnvironment {
  pythonExecutable: string;
  venvDir: string;
}

async function ensureToolEnvironment(options: ToolOptions, name: ToolLock, what: string): Promise<ToolEnvironment> {
  const { requirementsFile, hash } = await readToolLock(name);
  const home = join(options.rootDir, `${name}-${process.platform}-${process.arch}-${hash}`);
  const venvDir = (await findVenv(home)) ?? (await makeEnvironment(options, home, requirementsFile, what));
  return { pythonExecutable: pythonOf(venvDir), venvDir };
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

async function findReady(home: string, version: string): Promise<RunnerEnvironment | null> {
  const venv = await findVenv(home);
  if (venv === null) return null;
  const found = describe(venv, version);
  return access(found.executable, constants.X_OK).then(
    () => found,
    () => null,
  );
}

/** Complete, and its interpreter still there: an upgrade of the machine's Python can take it away. */
async function findVenv(home: string): Promise<string | null> {
  try {
    const { venv } = markerSchema.parse(JSON.parse(await readFile(join(home, MARKER), 'utf8')));
    await access(pythonOf(join(home, venv)), constants.X_OK);
    return join(home, venv);
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
    pythonExecutable: pythonOf(venvDir),
    version,
  };
}

const pythonOf = (venvDir: string): string => join(venvDir, 'bin', 'python');
