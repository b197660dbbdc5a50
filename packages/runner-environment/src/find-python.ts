import { execa } from 'execa';
import { RunnerEnvironmentError } from './runner-environment-error.ts';

const WANTED = '3.11';
const CANDIDATES: ReadonlyArray<readonly string[]> = [['python3.11'], ['python3'], ['python'], ['py', '-3.11']];

/**
 * Path of a working Python 3.11. Each candidate is run, not just found: a pyenv shim exists for versions that are not
 * selected, and then fails.
 * @throws RunnerEnvironmentError `python_missing`
 */
export async function findPython(environment: Readonly<Record<string, string | undefined>>): Promise<string> {
  for (const [command = '', ...args] of CANDIDATES) {
    const found = await ask(command, args, environment);
    if (found) return found;
  }
  const fromUv = await execa('uv', ['python', 'find', '--no-python-downloads', WANTED], quiet(environment));
  if (fromUv.exitCode === 0) {
    const found = await ask(fromUv.stdout.trim(), [], environment);
    if (found) return found;
  }
  throw new RunnerEnvironmentError(
    'python_missing',
    `pangeo-forge-runner needs Python ${WANTED} (apache-beam 2.61 has no build for newer ones) and none was found on PATH. ` +
      `Install it (for example "apt-get install python3.11 python3.11-venv", "brew install python@3.11", "pyenv install ${WANTED}" or "uv python install ${WANTED}"), ` +
      'or set PANGEO_FORGE_RUNNER to a pangeo-forge-runner executable of your own.',
  );
}

/** The interpreter's own path, when it runs and is of the wanted version. */
async function ask(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | null> {
  const script = 'import sys, venv; print("%d.%d" % sys.version_info[:2]); print(sys.executable)';
  const answer = await execa(command, [...args, '-c', script], quiet(environment));
  const [version, executable] = answer.exitCode === 0 ? answer.stdout.split('\n') : [];
  return version?.trim() === WANTED && executable ? executable.trim() : null;
}

function quiet(environment: Readonly<Record<string, string | undefined>>) {
  return { env: environment, extendEnv: false, reject: false, stdin: 'ignore', timeout: 60_000 } as const;
}
