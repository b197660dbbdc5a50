import { setTimeout as pause } from 'node:timers/promises';
import { recipeFiles } from '@pangeo-forge/testkit/recipes/recipe-files';
import { DATAFLOW_BAKERY, LOCAL_BAKERY } from '../stage/chaos-config.ts';
import { contributorOf, forkOf, stagedRecipesOf } from '../stage/populate-github.ts';
import type { Contribution, StoryContext } from './story.ts';

export const RECIPE = 'sea-surface-temperature';

/** Opens a pull request with a new recipe in the staged-recipes of some organization. */
export async function openNewRecipe(context: StoryContext, name: string): Promise<Contribution> {
  const { stage, dice } = context;
  const repo = stagedRecipesOf(dice.oneOf(stage.organizations));
  const bakery = dice.roll() < 0.65 ? DATAFLOW_BAKERY : LOCAL_BAKERY;
  const raises = bakery === LOCAL_BAKERY && dice.roll() < 0.25;
  const author = contributorOf(repo);
  const commit = { repo: forkOf(repo), branch: name, from: 'main', message: `Add ${name}`, author };
  const head = await stage.github.commit({ ...commit, files: await filesOf(`recipes/${name}`, bakery, raises) });
  const { number } = await stage.github.openPullRequest({
    repo,
    head: `${author}:${name}`,
    title: `Add ${name}`,
    as: author,
  });
  return add(context, { repo, number, folder: name, heads: [head], bakery, raises, state: 'open', comments: [] });
}

/** Opens a pull request of a branch of the feedstock that the other one became. */
export async function openUpdate(context: StoryContext, first: Contribution): Promise<Contribution> {
  const { github } = context.stage;
  const repo = feedstockOf(first);
  const commit = { repo, branch: 'update', message: 'Update', author: 'maintainer' };
  const head = await github.commit({ ...commit, files: { 'feedstock/NOTES.md': 'Newer\n' } });
  const { number } = await github.openPullRequest({ repo, head: 'update', title: 'Update', as: 'maintainer' });
  const { bakery, raises } = first;
  return add(context, { repo, number, folder: null, heads: [head], bakery, raises, state: 'open', comments: [] });
}

export async function pushCommit({ stage }: StoryContext, { repo, folder, heads }: Contribution): Promise<void> {
  const files = { [`recipes/${folder}/NOTES.md`]: `${heads.length}\n` };
  const commit = { repo: forkOf(repo), branch: folder ?? '', message: 'Change', author: contributorOf(repo), files };
  heads.push(await stage.github.commit(commit));
}

export async function comment(
  { stage }: StoryContext,
  { repo, number, comments }: Contribution,
  command: Contribution['comments'][number]['command'],
): Promise<void> {
  const text = command === 'run' ? `/run ${RECIPE}` : `/${command}`;
  const { id } = await stage.github.comment(repo, number, text, 'maintainer');
  comments.push({ commentId: id, command });
}

export function isGreen({ stage }: StoryContext, { repo, heads }: Contribution): boolean {
  const checks = stage.github.repository(repo).checkRuns(heads.at(-1));
  return checks.some(({ conclusion }) => conclusion === 'success');
}

export function feedstockOf({ repo, folder }: Contribution): string {
  return `${repo.split('/')[0]}/${folder}-feedstock`;
}

/**
 * Nobody comments on a commit in the second of its push: such a comment is taken for one about the commit before, and
 * refused.
 */
export const read = () => pause(1_000);

/** People take their time. */
export const think = ({ dice }: StoryContext, maxMs: number) => pause(dice.between(0, maxMs));

function add({ contributions }: StoryContext, contribution: Contribution): Contribution {
  contributions.push(contribution);
  return contribution;
}

async function filesOf(folder: string, bakeryId: string, raises: boolean): Promise<Record<string, string>> {
  const sample = await recipeFiles(RECIPE, { sourceUrl: 'http://127.0.0.1:1', bakeryId });
  const files = { 'requirements.txt': '', ...sample, ...(raises ? { 'behaviour.json': RAISES } : {}) };
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [`${folder}/${name}`, content]));
}

const RAISES = JSON.stringify({ bake: [{ fail: 'no such variable' }] });
