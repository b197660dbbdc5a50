import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { CONTRIBUTOR, type DemoStage, MAINTAINER, ORGANIZATION, STAGED_RECIPES } from './demo-stage.ts';
import type { RecipeSource } from './recipe-source.ts';

/**
 * What people do and see on GitHub, step by step. Each step waits for its result, or fails with what it saw instead.
 */
export interface PullRequestOfRecipe {
  repo: string;
  number: number;
  headSha: string;
  recipeIds: string[];
}

export interface ApiRun {
  id: number;
  recipe_id: string;
  feedstock_id: number;
  head_sha: string;
  is_test: boolean;
  status: string;
  conclusion: string | null;
  dataset_public_url: string | null;
}

const QUICK_MS = 300_000;
const BAKE_MS = 600_000;

export async function openPullRequest(stage: DemoStage, recipe: RecipeSource): Promise<PullRequestOfRecipe> {
  const { github } = stage;
  const branch = 'add-recipe';
  const fork = await github.fork(STAGED_RECIPES, CONTRIBUTOR);
  const files = Object.entries(await recipe.files(stage.data.url)).map(([name, content]) => [
    `recipes/${recipe.name}/${name}`,
    content,
  ]);
  const headSha = await github.commit({
    repo: fork,
    branch,
    message: `Add ${recipe.name}`,
    author: CONTRIBUTOR,
    files: Object.fromEntries(files) as Record<string, string | Buffer>,
  });
  const pull = await github.openPullRequest({
    repo: STAGED_RECIPES,
    head: `${CONTRIBUTOR}:${branch}`,
    title: `Add ${recipe.name}`,
    as: CONTRIBUTOR,
  });
  return checked(stage, { repo: STAGED_RECIPES, number: pull.number, headSha });
}

export async function openFix(stage: DemoStage, feedstock: string): Promise<PullRequestOfRecipe> {
  const { github } = stage;
  const meta = (await github.repository(feedstock).files())['feedstock/meta.yaml']?.toString() ?? '';
  const headSha = await github.commit({
    repo: feedstock,
    branch: 'fix-description',
    message: 'Improve the description',
    author: MAINTAINER,
    files: { 'feedstock/meta.yaml': meta.replace(/^description:.*$/m, 'description: Better described than before') },
  });
  const pull = await github.openPullRequest({
    repo: feedstock,
    head: 'fix-description',
    title: 'Improve the description',
    as: MAINTAINER,
  });
  return checked(stage, { repo: feedstock, number: pull.number, headSha });
}

async function checked(stage: DemoStage, pull: Omit<PullRequestOfRecipe, 'recipeIds'>): Promise<PullRequestOfRecipe> {
  const run = await waitFor(
    () =>
      stage.github
        .repository(pull.repo)
        .checkRuns(pull.headSha)
        .find(({ status }) => status === 'completed'),
    {
      deadlineMs: QUICK_MS,
      describe: () =>
        `the check run of ${pull.repo}#${pull.number}: ${JSON.stringify(
          stage.github
            .repository(pull.repo)
            .checkRuns(pull.headSha)
            .map(({ status }) => status),
        )}`,
    },
  );
  if (run.conclusion !== 'success')
    throw new Error(`the check run ended as ${run.conclusion}: ${run.output.title}\n${run.summary}`);
  const runs = await runsOf(stage, (candidate) => candidate.head_sha === pull.headSha && candidate.is_test);
  return { ...pull, recipeIds: runs.map(({ recipe_id }) => recipe_id) };
}

/** The maintainer comments `/run`; returns the comment that reports the result. */
export async function testRun(
  stage: DemoStage,
  pull: PullRequestOfRecipe,
  onStarted: () => Promise<void>,
): Promise<string> {
  const { github } = stage;
  const command = pull.recipeIds.length === 1 ? `/run ${pull.recipeIds[0]}` : '/run all';
  const comment = await github.comment(pull.repo, pull.number, command, MAINTAINER);
  const reactions = () => github.repository(pull.repo).reactions(comment.id).join(' ');
  await waitFor(() => reactions().includes('eyes') && reactions().includes('rocket'), {
    deadlineMs: QUICK_MS,
    describe: () => `👀 and 🚀 on the comment; it has: ${reactions()}`,
  });
  await onStarted();
  const answers = () =>
    github
      .repository(pull.repo)
      .comments(pull.number)
      .filter((answer) => (answer.body ?? '').includes('The test run of'));
  await waitFor(() => answers().length >= pull.recipeIds.length, {
    deadlineMs: BAKE_MS,
    describe: `the outcome of ${command}`,
  });
  const failed = answers().find((answer) => !(answer.body ?? '').includes('succeeded'));
  if (failed) throw new Error(`the test run failed: ${failed.body}`);
  return answers()[0]?.body ?? '';
}

/** The maintainer merges; returns the feedstock once the recipe is in it and removed from staged-recipes. */
export async function mergeIntoFeedstock(stage: DemoStage, pull: PullRequestOfRecipe, name: string): Promise<string> {
  const { github } = stage;
  await github.mergePullRequest(pull.repo, pull.number, MAINTAINER);
  const feedstock = `${ORGANIZATION}/${name}-feedstock`;
  await waitFor(
    async () =>
      github.hasRepository(feedstock) &&
      Object.keys(await github.repository(feedstock).files()).includes('feedstock/meta.yaml'),
    { deadlineMs: QUICK_MS, describe: `the recipe in ${feedstock}` },
  );
  const left = async () =>
    Object.keys(await github.repository(STAGED_RECIPES).files()).filter((file) => file.startsWith(`recipes/${name}/`));
  await waitFor(async () => (await left()).length === 0, {
    deadlineMs: QUICK_MS,
    describe: async () => `the cleanup of staged-recipes; left: ${(await left()).join(', ')}`,
  });
  const branches = () => [
    ...Object.keys(github.repository(feedstock).branches()),
    ...Object.keys(github.repository(STAGED_RECIPES).branches()),
  ];
  await waitFor(() => branches().every((branch) => branch === 'main'), {
    deadlineMs: QUICK_MS,
    describe: () => `the App's branches to be gone; there are ${branches().join(', ')}`,
  });
  return feedstock;
}

/** Waits for the production runs of the feedstock's newest commit, and returns them. */
export async function awaitProduction(stage: DemoStage, feedstock: string, count: number): Promise<ApiRun[]> {
  const deployments = () => stage.github.repository(feedstock).deployments();
  const states = () =>
    deployments().map(
      ({ environment, statuses }) => `${environment}: ${statuses.map(({ state }) => state).join(' → ')}`,
    );
  const ended = ({ statuses }: { statuses: Array<{ state: string }> }) =>
    statuses.some(({ state }) => ['success', 'failure', 'error'].includes(state));
  await waitFor(() => deployments().length >= count && deployments().every(ended), {
    deadlineMs: BAKE_MS,
    describe: () => `the deployments: ${states().join(', ')}`,
  });
  const failed = deployments().find(({ statuses }) => !statuses.some(({ state }) => state === 'success'));
  if (failed)
    throw new Error(
      `the production run failed: ${JSON.stringify(failed.statuses.map(({ state, description }) => ({ state, description })))}`,
    );
  return runsOf(stage, (run) => !run.is_test);
}

async function runsOf(stage: DemoStage, wanted: (run: ApiRun) => boolean): Promise<ApiRun[]> {
  const runs = await getJson<ApiRun[]>(`${stage.system.url}/recipe_runs/`);
  return runs.filter(wanted);
}

export async function getJson<T>(url: string): Promise<T> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}
