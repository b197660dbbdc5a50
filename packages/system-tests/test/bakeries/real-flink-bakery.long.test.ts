import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createBakery } from '@pangeo-forge/bakeries/open-bakeries';
import { flinkDeploymentName } from '@pangeo-forge/bakeries/flink/flink-bakery';
import { runnerConfigOf } from '@pangeo-forge/bakeries/runner-config';
import { createPangeoForgeRunner } from '@pangeo-forge/recipe-runner/runner/pangeo-forge-runner';
import { chooseSandbox } from '@pangeo-forge/recipe-runner/sandbox/choose-sandbox';
import { bakeryFileSchema } from '@pangeo-forge/shared/config/bakery-file.schema';
import { dataflowJobName } from '@pangeo-forge/shared/names/dataflow-job-name';
import { type LoopbackFlink, startLoopbackFlink } from '@pangeo-forge/testkit/flink/loopback-flink';
import { writeStandInKubectl } from '@pangeo-forge/testkit/flink/write-stand-in-kubectl';
import { startNetcdfServer } from '@pangeo-forge/testkit/netcdf-server';
import { recipeFiles } from '@pangeo-forge/testkit/recipes/recipe-files';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { makeRepository } from './make-repository.ts';
import { managedRunner, withModule } from './managed-runner.ts';

const LINES = ['0.10', '0.9'] as const;
const managed = new Map(
  await Promise.all(LINES.map(async (line) => [line, await managedRunner(line, 'base')] as const)),
);
const KUBECONFIG = { apiVersion: 'v1', kind: 'Config', users: [] };
const LIMIT_MS = 180_000;
const REFUSALS = [
  ['Error from server (ServiceUnavailable): the server is currently unable to handle the request', true],
  ['error: You must be logged in to the server (Unauthorized)', false],
] as const;
const JOB_NAME = dataflowJobName({ host: 'api.pangeo-forge.org' }, 1191);
/** An archive without content. */
const EMPTY_JAR = Buffer.from('504b0506'.padEnd(44, '0'), 'hex');

/** The runner's bakery, configured with the path of Beam's job server: it would be fetched from Maven. */
const loopbackBakery = (jar: string) => `
from pangeo_forge_runner.bakery.flink import FlinkOperatorBakery


class LoopbackFlinkOperatorBakery(FlinkOperatorBakery):
    def get_pipeline_options(self, job_name, container_image, extra_options):
        there = {"flink_job_server_jar": ${JSON.stringify(jar)}}
        return super().get_pipeline_options(job_name, container_image, extra_options | there)
`;

let folder: string;
let flink: LoopbackFlink;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'flink-submission-'));
  flink = await startLoopbackFlink();
});

afterEach(async () => {
  await flink.stop();
  await rm(folder, { recursive: true, force: true });
});

function isGone(pid: number): boolean {
  try {
    return !process.kill(pid, 0);
  } catch {
    return true;
  }
}

describe.each(LINES)('the Flink bakery of the real pangeo-forge-runner %s (needs a package index)', (line) => {
  const program = managed.get(line);
  const testIf = program ? test : test.skip;

  testIf(
    'reports a Kubernetes that refuses, makes a cluster by kubectl and submits a job, which is followed to its end; nothing of it is left here',
    async () => {
      const jar = path.join(folder, 'job-server.jar');
      await writeFile(jar, EMPTY_JAR);
      const kubectl = await writeStandInKubectl(folder, flink.url);
      const sources = await startNetcdfServer();
      const file = bakeryFileSchema.parse({
        Bake: { bakery_class: 'loopback_bakery.LoopbackFlinkOperatorBakery', container_image: 'example/image:1' },
        TargetStorage: {
          fsspec_class: 'fsspec.implementations.local.LocalFileSystem',
          root_path: `${folder}/out/{subpath}`,
        },
        FlinkOperatorBakery: { flink_version: '1.16' },
        PangeoForge: { flink: { rest_url: `${flink.url}/clusters/{deployment}`, kubeconfig: KUBECONFIG } },
      });
      const bakery = createBakery({ id: 'flink', file, secretValues: [] });
      const ref = { jobName: JOB_NAME, jobId: null, since: new Date() };
      expect(bakery).toMatchObject({ kind: 'flink', runnerExit: 'job_submitted' });
      expect(await bakery.observe(ref)).toEqual({ outcome: 'unknown_job' });

      const systemPath = [kubectl.folder, process.env['PATH']].join(path.delimiter);
      const { sandbox } = await chooseSandbox({
        requested: 'process',
        deployment: 'pforge-local-test',
        searchPath: systemPath,
      });
      const runner = createPangeoForgeRunner({
        program: await withModule(program!, folder, 'loopback_bakery.py', loopbackBakery(jar)),
        sandbox,
        foldersDir: path.join(folder, 'invocations'),
        systemPath,
        networkEnvironment: { PIP_NO_INDEX: '1' },
      });
      const files = await recipeFiles('sea-surface-temperature', { sourceUrl: sources.url, bakeryId: 'flink' });
      const { directory, sha } = await makeRepository(folder, files);
      const lines: string[] = [];
      const bake = () =>
        runner.run(
          {
            kind: 'bake',
            invocationId: '1',
            repoUrl: pathToFileURL(directory).href,
            ref: sha,
            recipeId: 'sea-surface-temperature',
            jobName: JOB_NAME,
            prune: true,
            secretFiles: bakery.secretFiles,
            config: runnerConfigOf(file, { subpath: 'x.zarr', jobName: JOB_NAME }),
          },
          {
            onLine: ({ text }) => void lines.push(text),
            signal: new AbortController().signal,
            limits: { wallTimeMs: LIMIT_MS, outputBytes: 50_000_000 },
          },
        );
      for (const [complaint, isTemporary] of REFUSALS) {
        await kubectl.refuse(complaint);
        const refused = await bake();
        expect(bakery.explainRefusal(refused.printed ?? '')).toEqual({
          isTemporary,
          message: expect.stringContaining(complaint),
        });
      }
      await kubectl.refuse(null);
      const result = await bake();
      await sources.stop();

      expect({ outcome: result.outcome, tail: result.outcome === 'succeeded' ? [] : lines.slice(-30) }).toEqual({
        outcome: 'succeeded',
        tail: [],
      });
      expect(result.submitted).toBeUndefined();
      const [applied, waited, forwarded] = await kubectl.calls();
      const deployment = flinkDeploymentName(JOB_NAME);
      expect(applied).toMatchObject({ manifest: { kind: 'FlinkDeployment', metadata: { name: deployment } } });
      for (const call of [applied, waited, forwarded]) expect(JSON.parse(call?.kubeconfig ?? '')).toEqual(KUBECONFIG);
      expect(waited?.args[1]).toBe(`flinkdeployments.flink.apache.org/${deployment}`);
      expect(forwarded?.args).toContain(`svc/${deployment}-rest`);

      await waitFor(() => isGone(forwarded?.pid ?? 0), { describe: 'the port-forward that the runner leaves behind' });

      const [id] = flink.jobs();
      expect(flink.jobs()).toHaveLength(1);
      expect(await bakery.observe(ref)).toMatchObject({ outcome: 'observed', job: { id, state: 'running' } });
      flink.setState(id ?? '', 'FAILED', 'JobExecutionException\nCaused by: KeyError: sst');
      expect(await bakery.observe(ref)).toMatchObject({
        job: { state: 'failed', reason: expect.stringContaining('KeyError: sst') },
      });
      process.stderr.write(
        `submission to Flink by ${line}: ${result.durationMs} ms, peak ${result.peakMemoryBytes} bytes\n`,
      );
    },
  );
});
