import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@pangeo-forge/local-servers/process/free-port';
import { withReleasers } from '@pangeo-forge/shared/process/releasers';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { execa } from 'execa';

const FLINK = fileURLToPath(new URL('../../../../.local/flink/apache-flink-libraries-1.20.1/deps', import.meta.url));
const JOB = fileURLToPath(new URL('./TestJob.java', import.meta.url));
/** Without these Flink 1.20 cannot run a jar on Java 17. */
const OPENS = ['util', 'lang', 'time'].map((name) => `--add-opens=java.base/java.${name}=ALL-UNNAMED`);

export interface SessionCluster {
  url: string;
  /** Answers the job's id. */
  submit(how: 'finish' | 'fail' | 'run', name: string): Promise<string>;
  stop(): Promise<void>;
}

/** Whether Flink was fetched (docs/bakeries.md) and a Java compiler is here. */
export async function hasFlink(): Promise<boolean> {
  const { failed } = await execa('javac', ['-version'], { reject: false });
  return !failed && existsSync(FLINK);
}

/** A real Flink: a job manager and a task manager on loopback. */
export function startSessionCluster(): Promise<SessionCluster> {
  return withReleasers(async (releasers) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'flink-'));
    releasers.add(() => rm(folder, { recursive: true, force: true }));
    const [restPort, rpcPort, blobPort] = await Promise.all([freePort(), freePort(), freePort()]);
    await mkdir(path.join(folder, 'conf'));
    await writeFile(
      path.join(folder, 'conf', 'config.yaml'),
      `jobmanager: { rpc: { address: 127.0.0.1, port: ${rpcPort} }, bind-host: 127.0.0.1, memory: { process: { size: 1g } } }
taskmanager: { host: 127.0.0.1, bind-host: 127.0.0.1, numberOfTaskSlots: 4, memory: { process: { size: 1g } } }
rest: { address: 127.0.0.1, bind-address: 127.0.0.1, port: ${restPort} }
blob: { server: { port: ${blobPort} } }
io: { tmp: { dirs: ${folder} } }
`,
    );
    const java = (main: string, classPath: string, ...more: string[]) =>
      execa('java', [...OPENS, '-cp', classPath, main, ...more], {
        cwd: folder,
        reject: false,
        all: true,
        stdin: 'ignore',
      });
    const start = (main: string, ...more: string[]) => {
      const running = java(main, `${FLINK}/lib/*`, '--configDir', 'conf', ...more);
      releasers.add(async () => {
        running.kill('SIGKILL');
        await running;
      });
    };
    start('org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint');
    const tools = `${FLINK}/bin/bash-java-utils.jar:${FLINK}/lib/*`;
    const sizes = await java(
      'org.apache.flink.runtime.util.bash.BashJavaUtils',
      tools,
      'GET_TM_RESOURCE_PARAMS',
      '--configDir',
      'conf',
    );
    const parameters = /EXEC_RESULT:(-D.*)/.exec(sizes.all)?.[1]?.split(' ') ?? [];
    start('org.apache.flink.runtime.taskexecutor.TaskManagerRunner', ...parameters);
    const url = `http://127.0.0.1:${restPort}`;
    await waitFor(
      async () => {
        const overview = (await (await fetch(`${url}/overview`)).json()) as { 'slots-available': number };
        return overview['slots-available'] > 0;
      },
      { describe: 'a slot of the task manager' },
    );
    const jar = await uploadJob(url, folder);
    return {
      url,
      async submit(how, name) {
        const body = JSON.stringify({ entryClass: 'TestJob', programArgsList: [how, name] });
        const headers = { 'content-type': 'application/json' };
        const response = await fetch(`${url}/jars/${jar}/run`, { method: 'POST', headers, body });
        const answer = (await response.json()) as { jobid?: string };
        if (!answer.jobid) throw new Error(`Flink refused the job: ${JSON.stringify(answer).slice(0, 2_000)}`);
        return answer.jobid;
      },
      stop: () => releasers.releaseAll(),
    };
  });
}

async function uploadJob(url: string, folder: string): Promise<string> {
  const classes = path.join(folder, 'classes');
  await execa('javac', ['-cp', `${FLINK}/lib/*`, '-d', classes, JOB]);
  await execa('jar', ['--create', '--file', path.join(folder, 'job.jar'), '-C', classes, '.']);
  const form = new FormData();
  form.set('jarfile', new Blob([await readFile(path.join(folder, 'job.jar'))]), 'job.jar');
  const response = await fetch(`${url}/jars/upload`, { method: 'POST', body: form });
  const { filename } = (await response.json()) as { filename: string };
  return path.basename(filename);
}
