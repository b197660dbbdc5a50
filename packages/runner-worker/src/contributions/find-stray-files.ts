import { posix } from 'node:path';
import type { GitData } from '@pangeo-forge/github/git-data';
import { LINK_MODE, SUBMODULE_MODE } from '@pangeo-forge/github/git-trees';
import { codeSpan } from '@pangeo-forge/shared/untrusted/foreign-text';

export interface RecipePlace {
  /** A commit or a tree. */
  sha: string;
  /** The folder of the recipe. */
  folder: string;
  /** Links may point anywhere below it: what becomes a feedstock, or is one. Empty: the complete repository. */
  root: string;
}

type Git = Pick<GitData, 'listFolder' | 'readBlob'>;

const MAX_LINKS = 50;

/**
 * Links that point outside the recipe, and submodules, each as a sentence for the author: a clone of the feedstock
 * would lack them.
 */
export async function findStrayFiles(git: Git, { sha, folder, root }: RecipePlace): Promise<string[]> {
  const files = (await git.listFolder(sha, folder)) ?? [];
  const submodules = files
    .filter(({ mode }) => mode === SUBMODULE_MODE)
    .map(({ path }) => submoduleText(posix.join(folder, path)));
  const links = files.filter(({ mode }) => mode === LINK_MODE).slice(0, MAX_LINKS);
  const stray = await Promise.all(
    links.map(async ({ path, sha: blob }) => {
      const place = posix.join(folder, path);
      const target = (await git.readBlob(blob)).toString('utf8');
      return pointsOutside(place, target, root) ? [linkText(place, target, root)] : [];
    }),
  );
  return [...submodules, ...stray.flat()];
}

/** By the text alone: the target need not exist. */
export function pointsOutside(place: string, target: string, root: string): boolean {
  if (posix.isAbsolute(target)) return true;
  const end = posix.normalize(posix.join(posix.dirname(place), target));
  if (end === '..' || end.startsWith('../')) return true;
  return root !== '' && end !== root && !end.startsWith(`${root}/`);
}

function linkText(place: string, target: string, root: string): string {
  const where = root === '' ? 'this repository' : codeSpan(`${root}/`);
  return `- ${codeSpan(place)} is a symbolic link to ${codeSpan(target.slice(0, 200))}, which is outside ${where}. Replace it with the file itself.`;
}

function submoduleText(place: string): string {
  return `- ${codeSpan(place)} is a git submodule: its files are in another repository and are not copied. Replace it with the files themselves.`;
}
