import { copyFile, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { temporaryDirectory } from '@pangeo-forge/local-servers/process/temporary-directory';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { execa } from 'execa';
import type { ListrTask } from 'listr2';
import { REPOSITORY_ROOT } from '@pangeo-forge/launcher/processes/deployment';
import type { DemoOptions } from './demo-options.ts';
import { type DemoStage, prepareDemoStage } from './demo-stage.ts';
import {
  type ApiRun,
  awaitProduction,
  getJson,
  mergeIntoFeedstock,
  openFix,
  openPullRequest,
  type PullRequestOfRecipe,
  testRun,
} from './demo-story.ts';
import { openRecipeSource, type RecipeSource } from './recipe-source.ts';
import { type DemoRunner, runnerForDemo } from './runner-for-demo.ts';
import { verifySampleDataset } from './verify-dataset.ts';

/** Filled in as the tasks run. */
export interface DemoState {
  options: DemoOptions;
  notes: string[];
  folder?: string;
  recipe?: RecipeSource;
  runner?: DemoRunner;
  stage?: DemoStage;
  pull?: PullRequestOfRecipe;
  outcome?: string;
  feedstock?: string;
  runs?: ApiRun[];
}

interface Act {
  title: string;
  skip?: () => string | false;
  /** Returns a summary for the title. */
  task: (log: (message: string) => void) => Promise<string>;
}

/** The tasks of the demo, in order; each fails with its reason. */
export function createDemoTasks(state: DemoState): ListrTask[] {
  return actsOf(state).map(({ title, skip, task }) => ({
    title,
    ...(skip === undefined ? {} : { skip }),
    task: async (_context, wrapper) => {
      const result = await task((message) => {
        wrapper.output = message;
      });
      wrapper.title = `${title}: ${result}`;
    },
  }));
}

function actsOf(state: DemoState): Act[] {
  const update = { skip: () => (state.options.update ? (false as const) : 'with --update') };
  return [
    { title: 'pangeo-forge-runner', task: (log) => prepareRunner(state, log) },
    { title: 'Postgres, Redis, GitHub and the system', task: (log) => prepareStage(state, log) },
    { title: 'A contributor opens a pull request in staged-recipes', task: () => contribute(state) },
    { title: 'A maintainer comments /run, and the recipe is baked, pruned', task: (log) => runTest(state, log) },
    { title: 'The maintainer merges, and the feedstock is created', task: () => merge(state) },
    { title: 'The recipe is run in production', task: () => produce(state, 1) },
    { title: 'The dataset is opened and compared with its input', task: () => verify(state) },
    { title: 'A fix in the feedstock is checked', ...update, task: () => fix(state) },
    { title: 'The fix is test-run', ...update, task: (log) => runTest(state, log) },
    { title: 'The fix is merged and run in production', ...update, task: () => mergeFix(state) },
    { title: 'The new dataset is opened and compared', ...update, task: () => verify(state) },
  ];
}

async function prepareRunner(state: DemoState, log: (message: string) => void): Promise<string> {
  state.folder = temporaryDirectory();
  state.recipe = await openRecipeSource(state.options.own, state.folder);
  state.runner = await runnerForDemo(process.env, log);
  if (state.runner.standInBecause === null) return state.runner.shown;
  state.notes.push(`NOT THE REAL RUNNER: a stand-in was used, since ${state.runner.standInBecause}`);
  return 'a STAND-IN, not the real one';
}

async function prepareStage(state: DemoState, log: (message: string) => void): Promise<string> {
  const { folder, recipe, runner } = known(state);
  state.stage = await prepareDemoStage({ folder, bakeryId: recipe.bakeryId, runnerExecutable: runner.executable, log });
  return state.stage.system.url;
}

async function contribute(state: DemoState): Promise<string> {
  const { stage, recipe } = known(state);
  state.pull = await openPullRequest(stage, recipe);
  return `check run succeeded, recipes ${state.pull.recipeIds.join(', ')}`;
}

async function runTest(state: DemoState, log: (message: string) => void): Promise<string> {
  const { stage, pull } = known(state);
  const interrupt = state.options.interrupt && pull.repo.endsWith('staged-recipes');
  state.outcome = await testRun(stage, pull, () => (interrupt ? killRunner(stage, log) : Promise.resolve()));
  return interrupt ? 'succeeded, though the process that ran it was killed' : 'succeeded';
}

/** SIGKILL in the middle of the bake: the lease ends, and the bake starts afresh. */
async function killRunner(stage: DemoStage, log: (message: string) => void): Promise<void> {
  await waitFor(
    async () =>
      (await execa('ps', ['-eo', 'args='])).stdout.split('\n').some((line) => /pangeo-forge-runner bake/.test(line)),
    {
      deadlineMs: 300_000,
      describe: 'the bake to start',
    },
  );
  const pid = await stage.system.runnerPid();
  if (pid === null) throw new Error('the process that runs recipes was not found');
  process.kill(pid, 'SIGKILL');
  log(`killed process ${pid}, which was baking`);
}

async function merge(state: DemoState): Promise<string> {
  const { stage, pull, recipe } = known(state);
  state.feedstock = await mergeIntoFeedstock(stage, pull, recipe.name);
  return state.feedstock;
}

async function produce(state: DemoState, times: number): Promise<string> {
  const { stage, pull } = known(state);
  state.runs = await awaitProduction(stage, state.feedstock ?? '', pull.recipeIds.length * times);
  return 'deployment status success';
}

async function verify(state: DemoState): Promise<string> {
  const { stage, recipe } = known(state);
  const run = state.runs?.at(-1);
  if (!run?.dataset_public_url) throw new Error('the production run has no dataset_public_url');
  const datasets = await getJson<unknown[]>(
    `${stage.system.url}/feedstocks/${run.feedstock_id}/datasets?type=production`,
  );
  if (datasets.length === 0) throw new Error('the API shows no production dataset');
  if (!recipe.isSample || known(state).runner.standInBecause)
    return `${datasets.length} in the API, at ${run.dataset_public_url}`;
  const { shape, compared } = await verifySampleDataset(run.dataset_public_url);
  return `${compared} values are right (${shape.join(' × ')}), ${datasets.length} in the API`;
}

async function fix(state: DemoState): Promise<string> {
  state.pull = await openFix(known(state).stage, state.feedstock ?? '');
  return `check run succeeded, recipes ${state.pull.recipeIds.join(', ')}`;
}

async function mergeFix(state: DemoState): Promise<string> {
  const { stage, pull } = known(state);
  await stage.github.mergePullRequest(pull.repo, pull.number, 'maintainer');
  return produce(state, 2);
}

function known(state: DemoState) {
  const { folder, recipe, runner, stage, pull } = state;
  return {
    folder: folder as string,
    recipe: recipe as RecipeSource,
    runner: runner as DemoRunner,
    stage: stage as DemoStage,
    pull: pull as PullRequestOfRecipe,
  };
}

/** Leaves no process and no folder. */
export async function stopDemo(state: DemoState): Promise<void> {
  await state.stage?.stop();
  if (state.folder) await rm(state.folder, { recursive: true, force: true });
}

/** Copies the log of a failed demo before its folder is removed; returns the copy. */
export async function keepLog({ stage }: DemoState): Promise<string | null> {
  if (!stage) return null;
  const kept = path.join(REPOSITORY_ROOT, '.local', 'demo', 'system.log');
  await mkdir(path.dirname(kept), { recursive: true });
  await copyFile(stage.system.logFile, kept);
  return kept;
}
