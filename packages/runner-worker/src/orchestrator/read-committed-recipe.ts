import { posix } from 'node:path';
import type { GitData } from '@pangeo-forge/github/git-data';
import { type FolderFile, LINK_MODE, SUBMODULE_MODE } from '@pangeo-forge/github/git-trees';
import { createAnswerCache } from '@pangeo-forge/shared/caching/keep-answers';
import type { RecipeFiles } from '@pangeo-forge/shared/meta/lint-recipe';
import { type PythonReading, readPython } from '@pangeo-forge/shared/meta/python-facts';
import { type FolderEntry, readRecipeFiles } from '@pangeo-forge/shared/meta/read-recipe-files';
import { authorsText } from '@pangeo-forge/shared/untrusted/read-authors-text';
import type { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';

export interface CommittedRecipe {
  files: RecipeFiles;
  python: PythonReading;
}

/** Reads a recipe's folder at a commit, once for all who ask; null when it has no meta.yaml. */
export type RecipeReader = (
  git: Pick<GitData, 'listFolder' | 'readBlob'>,
  place: { repository: RepoFullName; sha: string; folder: string },
) => Promise<CommittedRecipe | null>;

/** A check comes back to its commit whenever the runner has made progress. */
const KEEP_MS = 15 * 60_000;
const MAX_KEPT = 100;
const MAX_LINKS = 50;

/**
 * @param searchPath where a `python3` is that parses Python files; nothing of them is executed
 */
export function createRecipeReader(searchPath: string | undefined): RecipeReader {
  const answers = createAnswerCache(MAX_KEPT);
  return (git, { repository, sha, folder }) =>
    answers.read(`${repository} ${sha} ${folder}`, KEEP_MS, async () => {
      const files = await readCommittedFiles(git, sha, folder);
      return files && { files, python: await readPython('python3', files.sources, { PATH: searchPath }) };
    });
}

async function readCommittedFiles(
  git: Pick<GitData, 'listFolder' | 'readBlob'>,
  sha: string,
  folder: string,
): Promise<RecipeFiles | null> {
  const listed = (await git.listFolder(sha, folder)) ?? [];
  const byPath = new Map(listed.map((file) => [file.path, file]));
  const targets = await targetsOfLinks(git, listed);
  const fileAt = ({ path }: Pick<FolderEntry, 'path'>) => byPath.get(targets.get(path) ?? path);
  const entries = listed
    .filter(({ mode }) => mode !== SUBMODULE_MODE)
    .map(({ path }) => ({ path, sizeBytes: fileAt({ path })?.size ?? 0 }));
  const read = async (entry: FolderEntry) => {
    const file = fileAt(entry);
    if (!file || file.mode === LINK_MODE) return { unreadable: 'it is a link to no file of this folder' };
    return git.readBlob(file.sha);
  };
  return readRecipeFiles(entries, read, authorsText.namedFiles);
}

/** Path of each link → path of the file of the same folder that it points to. */
async function targetsOfLinks(
  git: Pick<GitData, 'readBlob'>,
  files: readonly FolderFile[],
): Promise<Map<string, string>> {
  const links = files.filter(({ mode }) => mode === LINK_MODE).slice(0, MAX_LINKS);
  const targets = new Map<string, string>();
  for (const { path, sha } of links) {
    const target = (await git.readBlob(sha)).toString('utf8');
    targets.set(path, posix.normalize(posix.join(posix.dirname(path), target)));
  }
  return targets;
}

/** A folder with meta.yaml and catalog.yaml alone describes datasets that were made elsewhere: nothing is baked. */
export async function isCatalogueOnly({ files }: CommittedRecipe): Promise<boolean> {
  if (files.catalog === null || files.sources.has('recipe.py') || files.unread.has('recipe.py')) return false;
  const fields = await authorsText.fieldsOf(files.meta);
  return fields !== null && (fields['recipes'] === undefined || fields['recipes'] === null);
}
