import { join } from 'node:path';
import { execa } from 'execa';
import { RunnerEnvironmentError } from './runner-environment-error.ts';

export interface InstallRequest {
  python: string;
  requirementsFile: string;
  venvDir: string;
  /** Where uv is kept when it is not on PATH. */
  toolsDir: string;
  environment: Readonly<Record<string, string>>;
  onProgress: (message: string) => void;
}

const UV_VERSION = '0.13.8';
const LIMIT_MS = 15 * 60_000;
/** uv brings its own certificates; a mirror behind a company's proxy is known to the machine only. */
const SYSTEM_CERTIFICATES = { UV_SYSTEM_CERTS: '1', UV_NATIVE_TLS: '1' };

/**
 * Makes the virtual environment and installs the lock into it, every file checked against its hash and compiled to
 * bytecode (without bytecode a bake takes twice as long). With uv where it can be had, else with pip, which takes
 * several times longer.
 */
export async function installPackages(request: InstallRequest): Promise<void> {
  const uv = await findUv(request);
  const venvPython = join(request.venvDir, 'bin', 'python');
  const { python, venvDir, requirementsFile, onProgress } = request;
  if (uv) {
    onProgress('installing the Python packages with uv');
    await run(request, uv, ['venv', '--quiet', '--no-python-downloads', '--python', python, venvDir]);
    const install = ['pip', 'install', '--quiet', '--no-deps', '--require-hashes', '--compile-bytecode'];
    await run(request, uv, [...install, '--python', venvPython, '-r', requirementsFile]);
  } else {
    onProgress('installing the Python packages with pip (uv could not be had; this takes about a minute)');
    await run(request, python, ['-m', 'venv', venvDir]);
    const install = [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '--no-deps',
      '--require-hashes',
      '--compile',
    ];
    await run(request, venvPython, [...install, '-r', requirementsFile]);
  }
}

/** uv from PATH or from `toolsDir`, where it is put if need be; null where it cannot be had. */
export async function findUv(
  request: Pick<InstallRequest, 'python' | 'toolsDir' | 'environment' | 'onProgress'>,
): Promise<string | null> {
  const options = {
    env: request.environment,
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    timeout: 120_000,
  } as const;
  for (const candidate of ['uv', join(request.toolsDir, 'bin', 'uv')]) {
    const answer = await execa(candidate, ['--version'], options);
    if (answer.exitCode === 0) return candidate;
  }
  request.onProgress('fetching uv, the package installer');
  const made = await execa(request.python, ['-m', 'venv', request.toolsDir], options);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `uv==${UV_VERSION}`];
  const installed = made.failed ? made : await execa(join(request.toolsDir, 'bin', 'python'), pip, options);
  return installed.failed ? null : join(request.toolsDir, 'bin', 'uv');
}

async function run(request: InstallRequest, command: string, args: readonly string[]): Promise<void> {
  const result = await execa(command, args, {
    env: { ...SYSTEM_CERTIFICATES, ...request.environment },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    all: true,
    timeout: LIMIT_MS,
  });
  if (!result.failed) return;
  const output = result.all.slice(-2000);
  if (looksUnreachable(output)) {
    throw new RunnerEnvironmentError(
      'registry_unreachable',
      'the Python packages could not be fetched: the package index does not answer. Check the network, or name a mirror ' +
        `(UV_INDEX_URL for uv, PIP_INDEX_URL for pip). The installer said: ${output.trim()}`,
      { cause: result.cause },
    );
  }
  throw new RunnerEnvironmentError(
    'install_failed',
    `${result.timedOut ? 'installing the Python packages took too long' : 'the Python packages could not be installed'}. ` +
      `The installer said: ${output.trim() || result.shortMessage}`,
    { cause: result.cause },
  );
}

function looksUnreachable(output: string): boolean {
  return /error sending request|dns error|failed to fetch|connection (?:refused|reset|timed out)|network is unreachable|Temporary failure in name resolution|Failed to establish a new connection|NewConnectionError|Read timed out|client error \(Connect\)/i.test(
    output,
  );
}
