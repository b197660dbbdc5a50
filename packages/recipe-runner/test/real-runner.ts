import { join } from 'node:path';
import { describeRunner, type RunnerProgram } from '@pangeo-forge/runner-environment/describe-runner';
import { ensureRunnerEnvironment } from '@pangeo-forge/runner-environment/ensure-runner-environment';
import type { RunnerLine } from '@pangeo-forge/runner-environment/read-runner-lock';
import { RunnerEnvironmentError } from '@pangeo-forge/runner-environment/runner-environment-error';

export interface RealRunner {
  program: RunnerProgram;
  python: string;
}

/**
 * The managed environment, shared with the rest of this checkout; null where it cannot be had, and then tests of it are
 * skipped by name.
 */
export async function realRunner(line: RunnerLine = '0.10'): Promise<RealRunner | null> {
  const rootDir = join(import.meta.dirname, '../../../.local/runner');
  try {
    const made = await ensureRunnerEnvironment({ rootDir, line, environment: process.env });
    return { program: await describeRunner(made.executable, process.env['PATH'] ?? ''), python: made.pythonExecutable };
  } catch (error) {
    if (error instanceof RunnerEnvironmentError) return null;
    throw error;
  }
}
