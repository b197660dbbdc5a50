import { join } from 'node:path';
import { describeRunner, type RunnerProgram } from '@pangeo-forge/runner-environment/describe-runner';
import { ensureRunnerEnvironment } from '@pangeo-forge/runner-environment/ensure-runner-environment';
import type { RunnerLine } from '@pangeo-forge/runner-environment/read-runner-lock';
import { RunnerEnvironmentError } from '@pangeo-forge/runner-environment/runner-environment-error';

import { openEnvironments } from '../src/environment/open-environments.ts';
import type { Environments } from '../src/environment/prepare-environment.ts';

export interface RealRunner {
  program: RunnerProgram;
  python: string;
}

const rootDir = join(import.meta.dirname, '../../../.local/runner');

/** What feedstocks ask for beyond it is installed too; null where uv cannot be had. */
export function environmentsHere(): Promise<Environments | null> {
  return openEnvironments({ rootDir, packages: 'base', environment: process.env, onProgress: () => {} });
}

/**
 * The managed environment, shared with the rest of this checkout; null where it cannot be had, and then tests of it are
 * skipped by name.
 */
export async function realRunner(line: RunnerLine = '0.10'): Promise<RealRunner | null> {
  try {
    const made = await ensureRunnerEnvironment({ rootDir, line, environment: process.env });
    const program = { ...(await describeRunner(made.executable, process.env['PATH'] ?? '')), line };
    return { program, python: made.pythonExecutable };
  } catch (error) {
    if (error instanceof RunnerEnvironmentError) return null;
    throw error;
  }
}
