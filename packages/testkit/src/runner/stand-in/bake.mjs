import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMeta, recipesOf } from './expand-meta.mjs';
import { fail, log } from './log.mjs';
import { submitToDataflow } from './submit-to-dataflow.mjs';
import { writeZarr } from './write-zarr.mjs';

const PRUNED_DAYS = 2;
const DAYS = 6;

export async function bake(feedstock, { recipeId, jobName, prune, config }) {
  if (!existsSync(join(feedstock, 'requirements.txt'))) {
    fail(`${join(feedstock, 'requirements.txt')} does not exist.`, 'FileNotFoundError');
  }
  const ids = recipesOf(readMeta(feedstock), feedstock).map(({ id }) => id);
  log('Parsing recipes...', { status: 'running' });
  if (recipeId !== null && !ids.includes(recipeId)) {
    fail(`self.recipe_id='${recipeId}' not in [${ids.map((id) => `'${id}'`).join(', ')}]`);
  }
  const job = jobName ?? config.Bake?.job_name ?? `stand-in-${Date.now()}`;
  const bakery = String(config.Bake?.bakery_class ?? 'LocalDirectBakery')
    .split('.')
    .at(-1);
  for (const recipe of recipeId === null ? ids : [recipeId]) {
    log(`Job name is ${job}`);
    if (bakery === 'LocalDirectBakery') bakeHere(feedstock, recipe, job, prune, config);
    else if (bakery === 'DataflowBakery') {
      // what the job would write, where this machine has its storage
      if (String(config.TargetStorage?.root_path).startsWith('/')) writeStore(feedstock, job, prune, config);
      await submit(recipe, job, config.DataflowBakery);
    } else if (bakery === 'FlinkOperatorBakery') await submitToFlink(recipe, job, config.FlinkOperatorBakery);
  }
}

/** A local bake prints no line at its end; exit code 0 means success. */
function bakeHere(feedstock, recipe, job, prune, config) {
  log(`Running job for recipe ${recipe}\n`, { recipe, job_name: job, status: 'running' });
  writeStore(feedstock, job, prune, config);
}

function writeStore(feedstock, job, prune, config) {
  const rootPath = String(config.TargetStorage?.root_path ?? '').replaceAll('{job_name}', job);
  const storeName =
    /store_name\s*=\s*["']([\w./-]*)["']/.exec(readFileSync(join(feedstock, 'recipe.py'), 'utf8'))?.[1] ?? '';
  writeZarr(join(rootPath, storeName), prune ? PRUNED_DAYS : DAYS);
}

/** Submits to the Dataflow of `dataflow_endpoint` as Beam does; without one it only prints the lines. */
async function submit(recipe, job, { dataflow_endpoint: endpoint, project_id: project, region = 'us-central1' } = {}) {
  const jobId = endpoint
    ? await submitToDataflow(`${endpoint}/v1b3/projects/${project}/locations/${region}/jobs`, job)
    : `${new Date().toISOString().slice(0, 19).replaceAll(':', '_').replace('T', '_')}-stand-in`;
  log(`Submitted job ${jobId} for recipe ${recipe}`, { recipe, job_name: job, job_id: jobId, status: 'submitted' });
}

/** Runs a job at the Flink of `flink_endpoint`, in a cluster of its own; as with the runner, no line names the job. */
async function submitToFlink(recipe, job, { flink_endpoint: endpoint } = {}) {
  log(`Running job for recipe ${recipe}\n`, { recipe, job_name: job, status: 'running' });
  const response = await fetch(`${endpoint}/clusters/${clusterOf(job)}/jars/stand-in/run`, { method: 'POST' });
  if (!response.ok) fail(`Flink answered ${response.status}`, 'RuntimeError');
}

/** As the runner's FlinkOperatorBakery names its FlinkDeployment. */
function clusterOf(job) {
  const escaped = job.replaceAll(/[^a-z0-9]/g, (character) => `-${character.charCodeAt(0).toString(16)}`);
  if (escaped.length < 39) return escaped;
  return `${escaped.slice(0, 38)}-${createHash('sha256').update(escaped).digest('hex').slice(0, 6)}`;
}
