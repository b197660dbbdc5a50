import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describeRunner, type RunnerProgram } from '@pangeo-forge/runner-environment/describe-runner';
import { installerEnvironment } from '@pangeo-forge/runner-environment/installer-environment';
import { readRunnerLock } from '@pangeo-forge/runner-environment/read-runner-lock';
import { execa } from 'execa';
import { REPOSITORY_ROOT } from '../../src/processes/deployment.ts';

const LIMIT_MS = 8 * 60_000;

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

/** The real runner with what Beam needs to submit to Dataflow, made once for a checkout; null where it cannot be installed. */
export async function runnerWithDataflow(): Promise<RunnerProgram | null> {
  const lock = await readRunnerLock('0.10');
  const home = path.join(REPOSITORY_ROOT, '.local', 'runner', `dataflow-${lock.hash}`);
  const executable = path.join(home, 'bin', 'pangeo-forge-runner');
  const searchPath = process.env['PATH'] ?? '';
  const describe = () => describeRunner(executable, searchPath).catch(() => null);
  const made = (await describe()) ?? ((await install(lock.requirementsFile, home)) ? await describe() : null);
  if (made?.sitePackages) await writeFile(path.join(made.sitePackages, 'loopback_dataflow_bakery.py'), LOOPBACK_BAKERY);
  return made;
}

async function install(requirementsFile: string, home: string): Promise<boolean> {
  const env = installerEnvironment(process.env);
  const run = (command: string, args: string[]) =>
    execa(command, args, { env, extendEnv: false, stdin: 'ignore', reject: false, timeout: LIMIT_MS }).then(
      ({ exitCode }) => exitCode === 0,
    );
  await rm(home, { recursive: true, force: true });
  await mkdir(path.dirname(home), { recursive: true });
  const beam = /^apache-beam==(\S+)/m.exec(await readFile(requirementsFile, 'utf8'))?.[1];
  const python = path.join(home, 'bin', 'python');
  const done =
    (await run('python3.11', ['-m', 'venv', home])) &&
    (await run(python, ['-m', 'pip', 'install', '--quiet', '--no-deps', '-r', requirementsFile])) &&
    (await run(python, ['-m', 'pip', 'install', '--quiet', `apache-beam[gcp]==${beam}`]));
  if (!done) await rename(home, `${home}-failed`).catch(() => {});
  return done;
}
