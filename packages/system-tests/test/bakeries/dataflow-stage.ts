import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { openDatabase } from '@pangeo-forge/db/open-database';
import { appManifest } from '@pangeo-forge/github/app-manifest';
import { freePort } from '@pangeo-forge/local-servers/process/free-port';
import { withReleasers } from '@pangeo-forge/shared/process/releasers';
import { startLoopbackDataflow } from '@pangeo-forge/testkit/dataflow/loopback-dataflow';
import { afterALook } from '@pangeo-forge/loopback-github/after-a-look';
import { startLoopbackGitHub } from '@pangeo-forge/loopback-github/loopback-github';
import { populateGitHub } from '@pangeo-forge/loopback-github/populate-github';
import { createMigratedDatabase } from '@pangeo-forge/db/testing/migrated-database';
import { startLoopbackPubSub } from '@pangeo-forge/testkit/pubsub/loopback-pubsub';
import { recipeFiles } from '@pangeo-forge/testkit/recipes/recipe-files';
import { createTestRedis } from '@pangeo-forge/testkit/redis/create-test-redis';
import { standInRunner } from '@pangeo-forge/testkit/runner/stand-in-runner';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { execa } from 'execa';
import { parse, stringify } from 'yaml';
import { writeDeploymentConfig } from '@pangeo-forge/testkit/deployment/write-deployment-config';

const MAIN = fileURLToPath(import.meta.resolve('@pangeo-forge/launcher/main'));
const DEPLOYMENT = 'pforge-local-dataflow';
const ORGANIZATION = 'pangeo-forge';
const STAGED_RECIPES = `${ORGANIZATION}/staged-recipes`;
const SENDER = 'pushes@test-project.iam.gserviceaccount.com';

const PUBLIC = 'https://data.example.org/';
/** One array of one value, as Zarr 2. */
const SMALL_STORE = {
  '.zgroup': { zarr_format: 2 },
  'sst/.zarray': {
    zarr_format: 2,
    shape: [1],
    chunks: [1],
    dtype: '<f8',
    compressor: null,
    filters: null,
    order: 'C',
    fill_value: 0,
  },
  'sst/.zattrs': { _ARRAY_DIMENSIONS: ['time'] },
};

export interface RunRow {
  id: number;
  status: string;
  conclusion: string | null;
  jobName: string | null;
  jobId: string | null;
  targetUrl: string | null;
}

interface Contribution {
  bakeryId?: string;
  /** In place of the sample's own recipe. */
  recipeIds?: readonly string[];
}

/** Bakeries beside the Dataflow with its datasets on this machine: id → the part of its file that differs from its. */
export type MoreBakeries = Readonly<Record<string, object>>;

/**
 * The processes of a deployment whose bakery is a Dataflow on loopback, with a GitHub that sends webhooks and a Pub/Sub
 * that pushes.
 */
export function startDataflowStage(moreBakeries: MoreBakeries = {}) {
  return withReleasers(async (releasers) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'dataflow-stage-'));
    releasers.add(() => rm(folder, { recursive: true, force: true }));
    const [testDatabase, redis, github, dataflow, pubsub, port] = await Promise.all([
      createMigratedDatabase(),
      createTestRedis(),
      startLoopbackGitHub({ now: afterALook }),
      startLoopbackDataflow(),
      startLoopbackPubSub(),
      freePort(),
    ]);
    for (const release of [testDatabase.drop, redis.stop, github.stop, dataflow.stop, pubsub.stop])
      releasers.add(() => release());
    const database = openDatabase({ url: testDatabase.url, poolSize: 2 });
    releasers.add(() => database.close());
    const { pool } = database;
    await ensureFeedstock(pool, STAGED_RECIPES);

    const url = `http://127.0.0.1:${port}`;
    const { default_permissions: permissions, default_events: events } = appManifest({ name: DEPLOYMENT, url });
    const { app } = await populateGitHub(github, {
      organization: ORGANIZATION,
      app: { name: DEPLOYMENT, webhookUrl: `${url}/github/hooks/`, permissions, events },
    });
    const { configDir } = await writeDeploymentConfig({ folder, deployment: DEPLOYMENT, app, bakeryId: 'local' });
    const bakery = {
      PangeoForge: {
        google_api_endpoint: dataflow.url,
        push: { service_account_email: SENDER, audience: `${url}/dataflow/push`, certs_url: pubsub.certsUrl },
      },
      Bake: { bakery_class: 'pangeo_forge_runner.bakery.dataflow.DataflowBakery' },
      DataflowBakery: {
        project_id: dataflow.projectId,
        temp_gcs_location: 'gs://bucket/temp',
        dataflow_endpoint: dataflow.url,
      },
      TargetStorage: {
        fsspec_class: 'fsspec.implementations.local.LocalFileSystem',
        root_path: `${folder}/bucket/{subpath}`,
        public_url: `${PUBLIC}{root_path}`,
      },
    };
    for (const [id, part] of Object.entries({ dataflow: {}, ...moreBakeries })) {
      const file = path.join(configDir, 'bakeries', `${id}.${DEPLOYMENT}.yaml`);
      await writeFile(file, stringify({ ...bakery, ...part }));
    }
    await github.fork(STAGED_RECIPES, 'contributor');

    const env = {
      DATABASE_URL: testDatabase.url,
      REDIS_URL: redis.url,
      PORT: String(port),
      PANGEO_FORGE_DEPLOYMENT: DEPLOYMENT,
      PANGEO_FORGE_CONFIG_DIR: configDir,
      PANGEO_FORGE_RUNNER: standInRunner,
      GITHUB_API_URL: github.apiUrl,
    };
    /** A process of this type; it is stopped with the stage. */
    const startProcess = (type: 'web' | 'worker' | 'runner') => {
      const child = execa(process.execPath, [MAIN, type], {
        env,
        reject: false,
        stdin: 'ignore',
        forceKillAfterDelay: 5 * 60_000,
      });
      releasers.add(async () => {
        child.kill('SIGTERM');
        await child;
      });
      return child;
    };
    const ourComments = (number: number) =>
      github
        .repository(STAGED_RECIPES)
        .comments(number)
        .filter(({ user }) => user?.login.endsWith('[bot]'))
        .map(({ body }) => body ?? '');
    const describe = async () =>
      (await pool.query(`select kind, label, state, attempts, last_error from work where state <> 'done'`)).rows;

    return {
      /** Of the API. */
      url,
      dataflow,
      pool,
      startProcess,
      ready: () => waitFor(async () => (await fetch(`${url}/readyz`)).ok),
      /** A pull request whose recipe is to be baked on Dataflow; answers its number once `/run` can be said. */
      async contribute(name: string, behaviour: object = {}, more: Contribution = {}): Promise<number> {
        const { bakeryId = 'dataflow', recipeIds } = more;
        const recipe = await recipeFiles('sea-surface-temperature', { sourceUrl: url, bakeryId });
        if (recipeIds) recipe['meta.yaml'] = withRecipes(recipe['meta.yaml'] ?? '', recipeIds);
        const files = { ...recipe, 'behaviour.json': JSON.stringify(behaviour) };
        const head = await github.commit({
          repo: 'contributor/staged-recipes',
          branch: name,
          message: `Add ${name}`,
          author: 'contributor',
          files: Object.fromEntries(Object.entries(files).map(([file, text]) => [`recipes/${name}/${file}`, text])),
        });
        const { number } = await github.openPullRequest({
          repo: STAGED_RECIPES,
          head: `contributor:${name}`,
          title: `Add ${name}`,
          as: 'contributor',
        });
        const checks = () => github.repository(STAGED_RECIPES).checkRuns(head);
        await waitFor(() => checks().some(({ conclusion }) => conclusion === 'success'), {
          describe,
        });
        return number;
      },
      say: (number: number, text: string) => github.comment(STAGED_RECIPES, number, text, 'maintainer'),
      /** The newest run of the pull request, or of its recipe, once it is as wanted. */
      runOf: (number: number, wanted: (run: RunRow) => boolean, recipeId?: string) =>
        waitFor(
          async () => {
            const { rows } = await pool.query<RunRow>(
              `select id, status, conclusion, bakery_job_name as "jobName", bakery_job_id as "jobId", target_url as "targetUrl"
               from reciperun where pull_request = $1 and ($2::text is null or recipe_id = $2) order by id desc limit 1`,
              [number, recipeId ?? null],
            );
            return rows.find(wanted);
          },
          { describe },
        ),
      /** What the job of a run does: it writes a dataset where the run's target is. */
      async writeDataset({ targetUrl }: Pick<RunRow, 'targetUrl'>) {
        const store = path.join((targetUrl ?? '').replace(PUBLIC, ''), 'sea-surface-temperature.zarr');
        await mkdir(path.join(store, 'sst'), { recursive: true });
        for (const [name, document] of Object.entries(SMALL_STORE))
          await writeFile(path.join(store, name), JSON.stringify(document));
      },
      ourComments,
      /** Our comment that matches, once it is there. */
      commentOf: (number: number, pattern: RegExp) =>
        waitFor(() => ourComments(number).find((body) => pattern.test(body)), {
          describe: async () => ({ comments: ourComments(number), work: await describe() }),
        }),
      push: (data: unknown) =>
        pubsub.push(
          { endpoint: `${url}/dataflow/push`, audience: `${url}/dataflow/push`, serviceAccountEmail: SENDER },
          data,
        ),
      stop: () => releasers.releaseAll(),
    };
  });
}

function withRecipes(meta: string, ids: readonly string[]): string {
  return stringify({ ...(parse(meta) as object), recipes: ids.map((id) => ({ id, object: 'recipe:recipe' })) });
}

export type DataflowStage = Awaited<ReturnType<typeof startDataflowStage>>;
