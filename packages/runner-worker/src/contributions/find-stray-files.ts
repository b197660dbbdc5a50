import { posix } from 'node:path';
import type { GitData } from '@pangeo-forge/github/git-data';
import { LINK_MODE, SUBMODULE_MODE } from '@pangeo-forge/github/git-trees';
import type { ChangedFile } from '@pangeo-forge/github/pull-requests';
import type { PullRequestContext } from '../orchestrator/contexts.ts';
import type { Contribution } from './inspect-contribution.ts';

export interface RecipePlace {
  /** A commit or a tree. */
  sha: string;
  /** Where the recipe lies. */
  folder: string;
  /** Links may lead to anywhere below it: what becomes a feedstock, or is one. Empty: the whole repository. */
  within: string;
}

type Git = Pick<GitData, 'listFolder' | 'readBlob'>;

const MOST_LINKS = 50;

/** Links that lead out of the recipe, and submodules: each as a sentence for the author. They would be broken in a clone of the feedstock. */
export async function findStrayFiles(git: Git, { sha, folder, within }: RecipePlace): Promise<string[]> {
  const files = (await git.listFolder(sha, folder)) ?? [];
  const submodules = files
    .filter(({ mode }) => mode === SUBMODULE_MODE)
    .map(({ path }) => submoduleText(posix.join(folder, path)));
  const links = files.filter(({ mode }) => mode === LINK_MODE).slice(0, MOST_LINKS);
  const stray = await Promise.all(
    links.map(async ({ path, sha: blob }) => {
      const place = posix.join(folder, path);
      const target = (await git.readBlob(blob)).toString('utf8');
      return leadsOut(place, target, within) ? [linkText(place, target, within)] : [];
    }),
  );
  return [...submodules, ...stray.flat()];
}

/** As text alone: whether there is something at the other end is nobody's concern here. */
export function leadsOut(place: string, target: string, within: string): boolean {
  if (posix.isAbsolute(target)) return true;
  const end = posix.normalize(posix.join(posix.dirname(place), target));
  if (end === '..' || end.startsWith('../')) return true;
  return within !== '' && end !== within && !end.startsWith(`${within}/`);
}

function linkText(place: string, target: string, within: string): string {
  const where = within === '' ? 'this repository' : `\`${within}/\``;
  return `- \`${place}\` is a symbolic link to \`${target.replaceAll('`', "'").slice(0, 200)}\`, which is outside ${where}. Put the file itself there instead.`;
}

function submoduleText(place: string): string {
  return `- \`${place}\` is a git submodule: its files are in another repository, and do not come along. Put the files themselves there instead.`;
}

const RECIPE = /^recipes\/[^/]+$/;

/** A recipe that is brought as a link to a folder elsewhere looks like a file of `recipes/` that is nobody's recipe; null when there is none. */
export async function findLinkedFolder(
  { repo, repository }: Pick<PullRequestContext, 'repo' | 'repository'>,
  headSha: string,
  files: readonly ChangedFile[],
): Promise<Contribution | null> {
  const changed = files.filter(({ path, status }) => status !== 'removed' && RECIPE.test(path));
  if (!repository.isStagedRecipes || changed.length === 0) return null;
  const entries = (await repo.git.listFolder(headSha, 'recipes')) ?? [];
  const links = entries.filter(
    ({ path, mode }) => mode === LINK_MODE && changed.some((one) => one.path === `recipes/${path}`),
  );
  if (links.length === 0) return null;
  const names = links.map(({ path }) => `\`recipes/${path}\``).join(', ');
  return {
    outcome: 'problem',
    title: 'The recipe folder is a link',
    explanation: `${names} is a symbolic link. A recipe becomes a repository of its own, so its files themselves must lie in a folder below \`recipes/\`.`,
  };
}
