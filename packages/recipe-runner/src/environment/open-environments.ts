import { mkdir, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPython } from '@pangeo-forge/runner-environment/find-python';
import { findUv } from '@pangeo-forge/runner-environment/install-packages';
import { installerEnvironment } from '@pangeo-forge/runner-environment/installer-environment';
import type { RunnerPackages } from '@pangeo-forge/runner-environment/read-runner-lock';
import { findExecutable } from '@pangeo-forge/shared/process/find-executable';
import { openOwnFolder } from '../runner/invocation-folder.ts';
import { openEnvironmentStore } from './environment-store.ts';
import type { Environments } from './prepare-environment.ts';

export interface OpenEnvironmentsOptions {
  /** Where the runner's own environments are. */
  rootDir: string;
  packages: RunnerPackages;
  environment: Readonly<Record<string, string | undefined>>;
  onProgress: (message: string) => void;
}

/**
 * Opens the store of environments beside the runner's own, or below the folder for temporary files where that may not
 * be written. Null where uv cannot be had: runner 0.10 then installs requirements with pip, at each bake.
 */
export async function openEnvironments(options: OpenEnvironmentsOptions): Promise<Environments | null> {
  const { rootDir, packages, onProgress } = options;
  const environment = installerEnvironment(options.environment);
  const python = await findPython(environment).catch(() => null);
  if (!python) return null;
  const found = await findUv({ python, toolsDir: join(rootDir, 'uv'), environment, onProgress });
  const uv = found === 'uv' ? await findExecutable('uv', environment['PATH'] ?? '') : found;
  if (!uv) return null;
  const store = await openEnvironmentStore(await storeDirectory(rootDir), python);
  const removed = await store.purge();
  if (removed.length > 0) onProgress(`removed ${removed.length} environments that were not used for long`);
  return { uv: await realpath(uv), store, packages };
}

async function storeDirectory(rootDir: string): Promise<string> {
  const beside = join(rootDir, 'environments');
  try {
    await mkdir(beside, { recursive: true, mode: 0o700 });
    return await realpath(beside);
  } catch {
    return realpath(await openOwnFolder(tmpdir(), 'pangeo-forge-environments'));
  }
}
