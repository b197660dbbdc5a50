import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { FileProblem, RecipeLintOptions } from '@pangeo-forge/shared/meta/lint-recipe';
import { readPython } from '@pangeo-forge/shared/meta/python-facts';
import { type FolderEntry, readRecipeFiles } from '@pangeo-forge/shared/meta/read-recipe-files';
import { authorsText } from '@pangeo-forge/shared/untrusted/read-authors-text';
import { AppError } from '@pangeo-forge/shared/errors/app-error';

/** Folders that hold no recipe, such as `.git`, and may be large. */
const LEFT_OUT = /^\.|^node_modules$/;

/**
 * A recipe's folder by the rules of the check run. Python files are read with the Python of the search path, if there
 * is one, and never executed.
 */
export async function lintRecipeFolder(
  folder: string,
  options: RecipeLintOptions,
  variables: Record<string, string | undefined>,
): Promise<FileProblem[]> {
  const read = (entry: FolderEntry) => readFile(path.join(folder, entry.path));
  const files = await readRecipeFiles(await entriesOf(folder), read, authorsText.namedFiles);
  if (!files) throw new AppError('not_found', `There is no meta.yaml in ${folder}.`);
  return authorsText.lintRecipe(files, await readPython('python3', files.sources, variables), options);
}

async function entriesOf(folder: string): Promise<FolderEntry[]> {
  const names = await readdir(folder, { recursive: true });
  const entries = names
    .filter((name) => !name.split(path.sep).some((step) => LEFT_OUT.test(step)))
    .sort()
    .map(async (name): Promise<FolderEntry[]> => {
      const found = await stat(path.join(folder, name)).catch(() => null);
      return found?.isFile() ? [{ path: name.split(path.sep).join('/'), sizeBytes: found.size }] : [];
    });
  return (await Promise.all(entries)).flat();
}

/** @throws AppError `conflict` that lists the errors which must be fixed before anything is done with the recipe. */
export async function assertLinted(folder: string, variables: Record<string, string | undefined>): Promise<void> {
  const errors = (await lintRecipeFolder(folder, {}, variables)).filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  const lines = errors.map(({ file, line, message, nextStep }) => `  ${file}:${line}: ${message} ${nextStep}`);
  throw new AppError('conflict', `Fix these first (\`pangeo-forge recipe lint\`):\n${lines.join('\n')}`);
}
