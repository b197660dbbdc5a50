import { mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { REPOSITORY_ROOT } from '@pangeo-forge/launcher/processes/deployment';
import { findPython } from '@pangeo-forge/runner-environment/find-python';
import { findUv } from '@pangeo-forge/runner-environment/install-packages';
import { installerEnvironment } from '@pangeo-forge/runner-environment/installer-environment';
import { execa } from 'execa';

const environment = installerEnvironment(process.env);

/** A virtual environment with only these packages, made unless it is there; null where it cannot be made. */
export async function ensureVenv(folder: string, packages: readonly string[]): Promise<string | null> {
  if (await stat(folder).catch(() => null)) return folder;
  const python = await findPython(environment).catch(() => null);
  const toolsDir = path.join(REPOSITORY_ROOT, '.local', 'runner', 'uv');
  const uv = python && (await findUv({ python, toolsDir, environment, onProgress: () => {} }));
  if (!python || !uv) return null;
  const unfinished = `${folder}.${process.pid}`;
  await mkdir(path.dirname(folder), { recursive: true });
  const options = { env: environment, extendEnv: false, reject: false, stdin: 'ignore', timeout: 10 * 60_000 } as const;
  const venv = await execa(
    uv,
    ['venv', '--quiet', '--relocatable', '--no-python-downloads', '--python', python, unfinished],
    options,
  );
  const install = ['pip', 'install', '--quiet', '--python', path.join(unfinished, 'bin', 'python'), ...packages];
  const made = venv.failed ? venv : await execa(uv, install, options);
  if (made.failed) {
    await rm(unfinished, { recursive: true, force: true });
    return null;
  }
  await rename(unfinished, folder);
  return folder;
}
