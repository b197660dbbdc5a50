import { posix } from 'node:path';
import type { GitData } from '@pangeo-forge/github/git-data';
import { LINK_MODE, SUBMODULE_MODE } from '@pangeo-forge/github/git-trees';

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
