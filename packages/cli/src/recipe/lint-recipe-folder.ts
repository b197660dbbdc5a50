import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { FileProblem, RecipeFiles, RecipeLintOptions } from '@pangeo-forge/shared/meta/lint-recipe';
import { readPython } from '@pangeo-forge/shared/meta/python-facts';
import { authorsText } from '@pangeo-forge/shared/untrusted/read-authors-text';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { metaNameIn } from './find-recipe-folders.ts';

const MAX_FOLDER_DEPTH = 3;
const MAX_PYTHON_FILES = 100;
const MAX_PYTHON_BYTES = 256 * 1024;

/**
 * A recipe's folder by the rules of the check run. Python files are read with the Python of the search path, if there
 * is one, and never executed.
 */
export async function lintRecipeFolder(
  folder: string,
  options: RecipeLintOptions,
  variables: Record<string, string | undefined>,
): Promise<FileProblem[]> {
  const files = await readRecipeFiles(folder);
  return authorsText.lintRecipe(files, await readPython('python3', files.sources, variables), options);
}

async function readRecipeFiles(folder: string): Promise<RecipeFiles> {
  const metaName = (await metaNameIn(folder)) ?? 'meta.yaml';
  const text = (name: string) => readFile(path.join(folder, name), 'utf8').catch(() => null);
  return {
    metaName,
    meta: await readFile(path.join(folder, metaName), 'utf8'),
    requirements: await text('requirements.txt'),
    hasCatalog: (await text('catalog.yaml')) !== null,
    sources: await readSources(folder),
  };
}

async function readSources(folder: string): Promise<Map<string, string>> {
  const names = await readdir(folder, { recursive: true });
  const python = names
    .filter((name) => name.endsWith('.py') && name.split(path.sep).length <= MAX_FOLDER_DEPTH && !name.startsWith('.'))
    .sort()
    .slice(0, MAX_PYTHON_FILES);
  const read = python.map(async (name): Promise<Array<[string, string]>> => {
    const file = path.join(folder, name);
    const found = await stat(file).catch(() => null);
    if (!found?.isFile() || found.size > MAX_PYTHON_BYTES) return [];
    return [[name.split(path.sep).join('/'), await readFile(file, 'utf8')]];
  });
  return new Map((await Promise.all(read)).flat());
}

/** @throws AppError `conflict` that lists the errors which must be fixed before anything is done with the recipe. */
export async function assertLinted(folder: string, variables: Record<string, string | undefined>): Promise<void> {
  const errors = (await lintRecipeFolder(folder, {}, variables)).filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  const lines = errors.map(({ file, line, message, nextStep }) => `  ${file}:${line}: ${message} ${nextStep}`);
  throw new AppError('conflict', `Fix these first (\`pangeo-forge recipe lint\`):\n${lines.join('\n')}`);
}
