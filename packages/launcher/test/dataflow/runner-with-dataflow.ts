import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describeRunner, type RunnerProgram } from '@pangeo-forge/runner-environment/describe-runner';
import { ensureRunnerEnvironment } from '@pangeo-forge/runner-environment/ensure-runner-environment';
import type { RunnerLine } from '@pangeo-forge/runner-environment/read-runner-lock';
import { RunnerEnvironmentError } from '@pangeo-forge/runner-environment/runner-environment-error';
import { REPOSITORY_ROOT } from '../../src/processes/deployment.ts';

/** The runner's DataflowBakery, told where Dataflow is. */
const LOOPBACK_BAKERY = `
from pangeo_forge_runner.bakery.dataflow import DataflowBakery
from traitlets import Unicode


class LoopbackDataflowBakery(DataflowBakery):
    dataflow_endpoint = Unicode(config=True)

    def get_pipeline_options(self, job_name, container_image, extra_options):
        there = {"dataflow_endpoint": self.dataflow_endpoint}
        return super().get_pipeline_options(job_name, container_image, extra_options | there)
`;

/** The managed environment with what the clouds need, as a deployment with a Dataflow has it; null where it cannot be had. */
export async function managedCloudRunner(line: RunnerLine): Promise<RunnerProgram | null> {
  const rootDir = path.join(REPOSITORY_ROOT, '.local', 'runner');
  try {
    const made = await ensureRunnerEnvironment({ rootDir, line, packages: 'cloud', environment: process.env });
    return await describeRunner(made.executable, process.env['PATH'] ?? '');
  } catch (error) {
    if (error instanceof RunnerEnvironmentError) return null;
    throw error;
  }
}

/** With the bakery of the loopback beside its packages, in a folder of the test's. */
export async function withLoopbackBakery(program: RunnerProgram, folder: string): Promise<RunnerProgram> {
  await writeFile(path.join(folder, 'loopback_dataflow_bakery.py'), LOOPBACK_BAKERY);
  return {
    ...program,
    visible: [...program.visible, folder],
    sitePackages: [program.sitePackages, folder].join(path.delimiter),
  };
}
