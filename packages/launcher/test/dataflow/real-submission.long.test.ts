import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createBakery } from '@pangeo-forge/bakeries/create-bakeries';
import { needsCloudPackages } from '@pangeo-forge/bakeries/needs-cloud-packages';
import { runnerConfigOf } from '@pangeo-forge/bakeries/runner-config';
import { createPangeoForgeRunner } from '@pangeo-forge/recipe-runner/runner/pangeo-forge-runner';
import type { RunnerRequest } from '@pangeo-forge/recipe-runner/runner/recipe-runner';
import { chooseSandbox } from '@pangeo-forge/recipe-runner/sandbox/choose-sandbox';
import { bakeryFileSchema } from '@pangeo-forge/shared/config/bakery-file.schema';
import { dataflowJobName } from '@pangeo-forge/shared/names/dataflow-job-name';
import { type LoopbackDataflow, startLoopbackDataflow } from '@pangeo-forge/testkit/dataflow/loopback-dataflow';
import { storageRoutes } from '@pangeo-forge/testkit/dataflow/storage.routes';
import { type NetcdfServer, startNetcdfServer } from '@pangeo-forge/testkit/netcdf-server';
import { recipeFiles } from '@pangeo-forge/testkit/recipes/recipe-files';
import { makeRepository } from './make-repository.ts';
import { managedRunner, withModule } from './managed-runner.ts';

const LINES = ['0.10', '0.9'] as const;
const managed = new Map(
  await Promise.all(LINES.map(async (line) => [line, await managedRunner(line, 'cloud')] as const)),
);
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
const SUBMISSION_LIMIT_MS = 180_000;
const RUN_ID = 1191;
const HOST = 'api.pangeo-forge.org';

describe.each(LINES)('the real pangeo-forge-runner %s of the managed environment (needs a package index)', (line) => {
  const program = managed.get(line);
  const testIf = program ? test : test.skip;
  let dataflow: LoopbackDataflow;
  let sources: NetcdfServer;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'dataflow-submission-'));
    dataflow = await startLoopbackDataflow({ alsoServes: [storageRoutes()] });
    sources = await startNetcdfServer();
  });

  afterAll(async () => {
    await sources.stop();
    await dataflow.stop();
    await rm(folder, { recursive: true, force: true });
  });

  testIf(
    'submits a job that Dataflow shows under our name, and a second submission finds the first',
    async () => {
      const endpoint = dataflow.url.replace('127.0.0.1', 'localhost');
      const file = bakeryFileSchema.parse({
        Bake: { bakery_class: 'loopback_dataflow_bakery.LoopbackDataflowBakery', container_image: 'example/image:1' },
        TargetStorage: {
          fsspec_class: 'fsspec.implementations.local.LocalFileSystem',
          root_path: `${folder}/out/{subpath}`,
        },
        DataflowBakery: {
          project_id: dataflow.projectId,
          service_account_email: `submits@${dataflow.projectId}.iam.gserviceaccount.com`,
          temp_gcs_location: 'gs://temporary/files',
        },
        LoopbackDataflowBakery: { dataflow_endpoint: endpoint },
        PangeoForge: { google_api_endpoint: dataflow.url },
      });
      expect(needsCloudPackages(file)).toBe(true);
      const bakery = createBakery({ id: 'dataflow', file, secretValues: [] }, { google: null });
      const jobName = dataflowJobName({ host: HOST }, RUN_ID);
      const files = await recipeFiles('sea-surface-temperature', { sourceUrl: sources.url, bakeryId: 'dataflow' });
      const { directory, sha } = await makeRepository(folder, files);
      const { sandbox } = await chooseSandbox({
        requested: 'process',
        deployment: 'pforge-local-test',
        searchPath: process.env['PATH'] ?? '',
      });
      const runner = createPangeoForgeRunner({
        program: await withModule(program!, folder, 'loopback_dataflow_bakery.py', LOOPBACK_BAKERY),
        sandbox,
        foldersDir: path.join(folder, 'invocations'),
        systemPath: process.env['PATH'] ?? '',
        networkEnvironment: { PIP_NO_INDEX: '1', STORAGE_EMULATOR_HOST: dataflow.url },
      });
      const request: RunnerRequest = {
        kind: 'bake',
        invocationId: '1',
        repoUrl: pathToFileURL(directory).href,
        ref: sha,
        recipeId: 'sea-surface-temperature',
        jobName,
        prune: true,
        config: runnerConfigOf(file, { subpath: 'x.zarr', jobName }),
        secretFiles: { GOOGLE_APPLICATION_CREDENTIALS: JSON.stringify(serviceAccount(dataflow)) },
      };
      const lines: string[] = [];
      const submit = () =>
        runner.run(request, {
          onLine: ({ text }) => void lines.push(text),
          signal: new AbortController().signal,
          limits: { wallTimeMs: SUBMISSION_LIMIT_MS, outputBytes: 50_000_000 },
        });

      const first = await submit();
      expect({ outcome: first.outcome, tail: first.outcome === 'succeeded' ? [] : lines.slice(-30) }).toEqual({
        outcome: 'succeeded',
        tail: [],
      });
      const [job] = dataflow.jobs(jobName);
      expect(first.submitted).toMatchObject({ jobName, jobId: job?.id });
      expect(await bakery.observe({ jobName, jobId: null, since: new Date() })).toMatchObject({
        outcome: 'observed',
        job: { id: job?.id, state: 'pending' },
      });

      const second = await submit();
      expect(second.outcome).not.toBe('succeeded');
      expect(dataflow.jobs(jobName)).toHaveLength(1);
      process.stderr.write(
        `submission to Dataflow by ${line}: ${first.durationMs} ms, peak ${first.peakMemoryBytes} bytes\n`,
      );
    },
    3 * SUBMISSION_LIMIT_MS,
  );
});

/** A key that Google never saw: its token comes from the loopback. */
function serviceAccount({ projectId, url }: LoopbackDataflow) {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return {
    type: 'service_account',
    project_id: projectId,
    private_key_id: 'loopback',
    private_key: privateKey,
    client_email: `submits@${projectId}.iam.gserviceaccount.com`,
    client_id: '1',
    token_uri: `${url}/token`,
  };
}
