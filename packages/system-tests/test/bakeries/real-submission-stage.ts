import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createBakery } from '@pangeo-forge/bakeries/open-bakeries';
import { runnerConfigOf } from '@pangeo-forge/bakeries/runner-config';
import { createPangeoForgeRunner } from '@pangeo-forge/recipe-runner/runner/pangeo-forge-runner';
import type { RunnerResult } from '@pangeo-forge/recipe-runner/runner/recipe-runner';
import { chooseSandbox } from '@pangeo-forge/recipe-runner/sandbox/choose-sandbox';
import type { RunnerProgram } from '@pangeo-forge/runner-environment/describe-runner';
import { bakeryFileSchema } from '@pangeo-forge/shared/config/bakery-file.schema';
import { createReleasers } from '@pangeo-forge/shared/process/releasers';
import { type LoopbackDataflow, startLoopbackDataflow } from '@pangeo-forge/testkit/dataflow/loopback-dataflow';
import { storageRoutes } from '@pangeo-forge/testkit/dataflow/storage.routes';
import { startNetcdfServer } from '@pangeo-forge/testkit/netcdf-server';
import { recipeFiles } from '@pangeo-forge/testkit/recipes/recipe-files';
import { makeRepository } from './make-repository.ts';
import { withModule } from './managed-runner.ts';

const SUBMISSION_LIMIT_MS = 240_000;
const RECIPE = 'sea-surface-temperature';
/** The runner's DataflowBakery, configured with Dataflow's address. */
const LOOPBACK_BAKERY = `
from pangeo_forge_runner.bakery.dataflow import DataflowBakery
from traitlets import Unicode


class LoopbackDataflowBakery(DataflowBakery):
    dataflow_endpoint = Unicode(config=True)

    def get_pipeline_options(self, job_name, container_image, extra_options):
        there = {"dataflow_endpoint": self.dataflow_endpoint}
        return super().get_pipeline_options(job_name, container_image, extra_options | there)
`;

export interface RealSubmissionStage {
  dataflow: LoopbackDataflow;
  file: ReturnType<typeof loopbackBakeryFile>;
  bakery: ReturnType<typeof createBakery>;
  submit(jobName: string): Promise<RunnerResult & { lines: string[] }>;
  stop(): Promise<void>;
}

/** The real runner with a feedstock, and a Dataflow on loopback that it submits to. */
export async function startRealSubmissionStage(program: RunnerProgram): Promise<RealSubmissionStage> {
  const releasers = createReleasers();
  const folder = await mkdtemp(path.join(tmpdir(), 'dataflow-submission-'));
  releasers.add(() => rm(folder, { recursive: true, force: true }));
  const dataflow = await startLoopbackDataflow({ alsoServes: [storageRoutes()] });
  releasers.add(() => dataflow.stop());
  const sources = await startNetcdfServer();
  releasers.add(() => sources.stop());
  const file = loopbackBakeryFile(dataflow, folder);
  const files = await recipeFiles(RECIPE, { sourceUrl: sources.url, bakeryId: 'dataflow' });
  const { directory, sha } = await makeRepository(folder, files);
  const systemPath = process.env['PATH'] ?? '';
  const { sandbox } = await chooseSandbox({
    requested: 'process',
    deployment: 'pforge-local-test',
    searchPath: systemPath,
  });
  const runner = createPangeoForgeRunner({
    program: await withModule(program, folder, 'loopback_dataflow_bakery.py', LOOPBACK_BAKERY),
    sandbox,
    foldersDir: path.join(folder, 'invocations'),
    systemPath,
    networkEnvironment: { PIP_NO_INDEX: '1', STORAGE_EMULATOR_HOST: dataflow.url },
  });
  return {
    dataflow,
    file,
    bakery: createBakery({ id: 'dataflow', file, secretValues: [] }),
    async submit(jobName) {
      const lines: string[] = [];
      const result = await runner.run(
        {
          kind: 'bake',
          invocationId: '1',
          repoUrl: pathToFileURL(directory).href,
          ref: sha,
          recipeId: RECIPE,
          jobName,
          prune: true,
          config: runnerConfigOf(file, { subpath: 'x.zarr', jobName }),
          secretFiles: { GOOGLE_APPLICATION_CREDENTIALS: JSON.stringify(serviceAccount(dataflow)) },
        },
        {
          onLine: ({ text }) => void lines.push(text),
          signal: new AbortController().signal,
          limits: { wallTimeMs: SUBMISSION_LIMIT_MS, outputBytes: 50_000_000 },
        },
      );
      return { ...result, lines };
    },
    stop: () => releasers.releaseAll(),
  };
}

function loopbackBakeryFile({ projectId, url }: LoopbackDataflow, folder: string) {
  return bakeryFileSchema.parse({
    Bake: { bakery_class: 'loopback_dataflow_bakery.LoopbackDataflowBakery', container_image: 'example/image:1' },
    TargetStorage: {
      fsspec_class: 'fsspec.implementations.local.LocalFileSystem',
      root_path: `${folder}/out/{subpath}`,
    },
    DataflowBakery: {
      project_id: projectId,
      service_account_email: `submits@${projectId}.iam.gserviceaccount.com`,
      temp_gcs_location: 'gs://temporary/files',
    },
    LoopbackDataflowBakery: { dataflow_endpoint: url.replace('127.0.0.1', 'localhost') },
    PangeoForge: { google_api_endpoint: url },
  });
}

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
