import { randomUUID } from 'node:crypto';
import { mkdir, readFile, realpath } from 'node:fs/promises';
import { delimiter, dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ScriptRecipe } from '@pangeo-forge/shared/meta/script-recipe';
import { z } from 'zod';
import { explainFailure } from '../failures/explain-failure.ts';
import { followRun } from '../runner/follow-run.ts';
import type { RunnerRequest, RunnerResult, RunOptions } from '../runner/recipe-runner.ts';
import type { InvocationPaths } from '../runner/runner-command.ts';
import { type GitContext, runGit } from '../runner/run-git.ts';
import type { StopCauses } from '../runner/stop-cause.ts';
import { type NetworkPolicy, networkIn, type Sandbox } from '../sandbox/sandbox.ts';
import type { ScriptFeedstock } from './read-script-feedstock.ts';
import { expectedStores, type Refusal, type ScriptTarget, targetOf } from './script-target.ts';

/** A Python with xarray and Dask, and what must be readable for it. */
export interface ScriptPython {
  executable: string;
  visible: readonly string[];
  searchPath: readonly string[];
}

export interface ScriptCall {
  request: RunnerRequest;
  feedstock: ScriptFeedstock;
  python: (() => Promise<ScriptPython>) | undefined;
  sandbox: Sandbox;
  git: GitContext;
  fetched: { repository: string; sha: string };
  paths: InvocationPaths;
  systemPath: string;
  networkEnvironment: Readonly<Record<string, string>>;
  network: NetworkPolicy;
}

type ScriptEnd = Omit<RunnerResult, 'durationMs'>;

const PROGRAMS = fileURLToPath(new URL('../../python/script/', import.meta.url));
const MARKER = 'PANGEO_FORGE_INVOCATION';
const SCRATCH_BYTES = 1024 ** 3;
const TARGET = 'PANGEO_FORGE_TARGET';
const NOT_RUN = { exitCode: null, signal: null, traceback: null, peakMemoryBytes: null };
const storesSchema = z.array(z.object({ id: z.string(), address: z.string(), kind: z.string() }));

/**
 * Reads the recipes, which executes nothing, or runs one: its program, and then each store that it declares is opened.
 */
export async function runScript(
  call: ScriptCall,
  options: Omit<RunOptions, 'signal'>,
  causes: StopCauses,
): Promise<ScriptEnd> {
  const { request, feedstock } = call;
  if (request.kind === 'expand_meta')
    return { ...NOT_RUN, outcome: 'succeeded', exitCode: 0, reason: null, fault: null, meta: expanded(feedstock) };
  const recipe = feedstock.recipes.find(({ id }) => id === request.recipeId);
  if (!recipe) {
    const ids = feedstock.recipes.map(({ id }) => `'${id}'`).join(', ');
    return refused(`meta.yaml has no recipe ${request.recipeId}; it has [${ids}]`);
  }
  const target = targetOf(request);
  if ('refused' in target) return refused(target.refused);
  const prepared = await prepare(call, recipe, target);
  if ('refused' in prepared) return refused(prepared.refused);
  causes.doing('its packages were being installed');
  const running = await start(call, prepared, target, options.limits);
  const { evidence, peakMemoryBytes, ...exit } = await followRun(running, options, causes);
  const cause = causes.cause();
  if (cause) return { ...exit, ...cause, traceback: evidence.traceback, peakMemoryBytes };
  const stores = storesSchema.safeParse(evidence.completed?.['stores']).data;
  if (exit.exitCode === 0 && stores)
    return { ...exit, outcome: 'succeeded', reason: null, fault: null, traceback: null, stores, peakMemoryBytes };
  const said = evidence.failed?.message;
  const { outOfMemory, fault, reason } =
    said === undefined
      ? explainFailure(
          { ...exit, evidence, kind: 'bake', requirements: prepared.requirements },
          request.feedstockSubdir ?? 'feedstock',
        )
      : { outOfMemory: undefined, fault: 'author' as const, reason: said };
  const outcome = outOfMemory ? 'out_of_memory' : 'failed';
  return { ...exit, outcome, reason, fault, traceback: evidence.traceback, peakMemoryBytes };
}

function expanded({ recipes, authorsMeta }: ScriptFeedstock): NonNullable<RunnerResult['meta']> {
  const { bakery, ...meta } = authorsMeta;
  const id = (bakery as { id?: unknown } | null | undefined)?.id;
  return {
    ...meta,
    recipes: recipes.map((recipe) => ({ ...recipe })),
    ...(typeof id === 'string' ? { bakery: { id } } : {}),
  };
}

function refused(reason: string): ScriptEnd {
  return { ...NOT_RUN, outcome: 'failed', fault: 'author', reason };
}

interface Prepared {
  /** The commit's files, of this run alone. */
  directory: string;
  /** Where what its environment lacks is installed. */
  packages: string;
  order: Record<string, unknown>;
  folders: string[];
  requirements: string | null;
}

async function prepare(call: ScriptCall, recipe: ScriptRecipe, target: ScriptTarget): Promise<Prepared | Refusal> {
  const { request, git, fetched, paths } = call;
  const directory = join(paths.folder, 'repository');
  await mkdir(directory);
  const tree = ['--git-dir', fetched.repository, '--work-tree', directory];
  const checkedOut = await runGit(git, [...tree, 'checkout', '--force', '--quiet', fetched.sha, '--', '.']);
  if (!checkedOut.ok) throw new Error(`the files of the commit could not be written: ${checkedOut.complaint}`);
  const script = join(directory, request.feedstockSubdir ?? 'feedstock', recipe.script);
  const real = await realpath(script).catch(() => null);
  if (real === null || !real.startsWith(`${await realpath(directory)}${sep}`))
    return { refused: `meta.yaml names the program ${recipe.script}, which is not in its folder` };
  const readsTarget = (await readFile(real, 'utf8')).includes(TARGET);
  const isTest = request.prune ?? false;
  const stores = expectedStores(recipe, target, { isTest, readsTarget, allowed: request.allowedTargets ?? [] });
  if ('refused' in stores) return stores;
  const requirements = await readFile(join(dirname(real), 'requirements.txt'), 'utf8').catch(() => null);
  const packages = join(paths.folder, 'packages');
  await mkdir(packages);
  const order = {
    script,
    directory,
    packages,
    recipe: recipe.id,
    test: isTest,
    target: target.address,
    stores: stores.stores,
  };
  return { directory, packages, order, folders: stores.folders, requirements };
}

async function start(
  call: ScriptCall,
  { directory, packages, order, folders }: Prepared,
  target: ScriptTarget,
  { memoryBytes, cpuTimeS }: RunOptions['limits'],
) {
  const { request, sandbox, paths, network } = call;
  if (!call.python || sandbox.name === 'docker') throw new Error('recipes without Beam cannot be run here');
  const python = await call.python();
  const marker = { name: MARKER, value: randomUUID() };
  const orderFile = join(paths.files, 'order.json');
  const secrets = Object.entries(target.secretFiles).map(([name, content]) => ({
    path: join(paths.files, name),
    content,
  }));
  const writable = [
    ...new Set([...(request.localOutputDirs ?? []), ...(target.isLocal ? [target.address] : []), ...folders]),
  ];
  for (const folder of writable) await mkdir(folder, { recursive: true });
  return sandbox.start({
    argv: [python.executable, join(PROGRAMS, 'run_script.py'), orderFile],
    environment: {
      ...variables(call, target, python),
      ...Object.fromEntries(Object.keys(target.secretFiles).map((name) => [name, join(paths.files, name)])),
      [marker.name]: marker.value,
    },
    marker: `${marker.name}=${marker.value}`,
    scratch: { directory: paths.home, subdirectories: [paths.tmp] },
    readOnly: [...python.visible, PROGRAMS.replace(/\/$/, '')],
    ownDirectories: [],
    writable: [directory, packages, ...writable],
    secretFiles: [{ path: orderFile, content: JSON.stringify(order) }, ...secrets],
    network: networkIn(sandbox, network),
    limits: {
      fileBytes: 4 * SCRATCH_BYTES,
      scratchBytes: SCRATCH_BYTES,
      ...(memoryBytes === undefined ? {} : { memoryBytes }),
      ...(cpuTimeS === undefined ? {} : { cpuTimeS }),
    },
  });
}

/** `GITHUB_ACTIONS` is not set: recipes of LEAP copy to their published store when it is. */
function variables(call: ScriptCall, target: ScriptTarget, python: ScriptPython): Record<string, string> {
  const { request, paths, fetched } = call;
  const repository = new URL(request.repoUrl).pathname.replace(/^\//, '').replace(/\.git$/, '');
  return {
    ...call.networkEnvironment,
    ...target.variables,
    PYTHONUNBUFFERED: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    PATH: [dirname(python.executable), ...python.searchPath, call.systemPath].join(delimiter),
    HOME: paths.home,
    TMPDIR: paths.tmp,
    DASK_TEMPORARY_DIRECTORY: paths.tmp,
    ...(request.daskScheduler === undefined ? {} : { DASK_SCHEDULER_ADDRESS: request.daskScheduler }),
    USER: 'recipe',
    LOGNAME: 'recipe',
    LANG: 'C.UTF-8',
    [TARGET]: target.address,
    ...(request.prune ? { PANGEO_FORGE_PRUNE: '1' } : {}),
    PANGEO_FORGE_RECIPE_ID: request.recipeId ?? '',
    PANGEO_FORGE_JOB_NAME: request.jobName ?? '',
    PANGEO_FORGE_COMMIT_MESSAGE: `${request.recipeId ?? ''} of ${repository}@${fetched.sha}, job ${request.jobName ?? ''}`,
    GITHUB_REPOSITORY: repository,
    GITHUB_SHA: fetched.sha,
    GITHUB_RUN_ID: request.jobName ?? '',
  };
}
