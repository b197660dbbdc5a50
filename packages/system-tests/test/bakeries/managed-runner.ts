import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describeRunner, type RunnerProgram } from '@pangeo-forge/runner-environment/describe-runner';
import { ensureRunnerEnvironment } from '@pangeo-forge/runner-environment/ensure-runner-environment';
import type { RunnerLine, RunnerPackages } from '@pangeo-forge/runner-environment/read-runner-lock';
import { RunnerEnvironmentError } from '@pangeo-forge/runner-environment/runner-environment-error';
import { REPOSITORY_ROOT } from '@pangeo-forge/launcher/processes/deployment';

/** The managed environment, as a deployment has it; null where it cannot be had. */
export async function managedRunner(line: RunnerLine, packages: RunnerPackages): Promise<RunnerProgram | null> {
  const rootDir = path.join(REPOSITORY_ROOT, '.local', 'runner');
  try {
    const made = await ensureRunnerEnvironment({ rootDir, line, packages, environment: process.env });
    return await describeRunner(made.executable, process.env['PATH'] ?? '');
  } catch (error) {
    if (error instanceof RunnerEnvironmentError) return null;
    throw error;
  }
}

/** With a module of the test's beside its packages. */
export async function withModule(
  program: RunnerProgram,
  folder: string,
  name: string,
  content: string,
): Promise<RunnerProgram> {
  await writeFile(path.join(folder, name), content);
  return {
    ...program,
    visible: [...program.visible, folder],
    sitePackages: [program.sitePackages, folder].join(path.delimiter),
  };
}
