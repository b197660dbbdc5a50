import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '@pangeo-forge/shared/errors/app-error';

/** As the runner reads it, and as some authors name it. */
const META_NAMES = ['meta.yaml', 'meta.yml'] as const;

/**
 * Folders that hold a meta.yaml: the given one, its `feedstock/`, or each of its `recipes/`. A path of a meta.yaml
 * means its folder.
 * @throws AppError `not_found`
 */
export async function findRecipeFolders(given: string): Promise<string[]> {
  if (META_NAMES.some((name) => name === path.basename(given))) return [path.dirname(given)];
  for (const folder of [given, path.join(given, 'feedstock')]) if (await metaNameIn(folder)) return [folder];
  const recipes = path.join(given, 'recipes');
  const names = await readdir(recipes).catch((): string[] => []);
  const found = await Promise.all(
    names.sort().map(async (name) => ((await metaNameIn(path.join(recipes, name))) ? [path.join(recipes, name)] : [])),
  );
  if (found.flat().length > 0) return found.flat();
  throw new AppError(
    'not_found',
    `No meta.yaml in ${given}, ${given}/feedstock or ${given}/recipes/*. \`pangeo-forge recipe init\` writes one.`,
  );
}

/**
 * The one folder that holds a meta.yaml.
 * @throws AppError `not_found`, or `invalid_input` when there are several
 */
export async function findRecipeFolder(given: string): Promise<string> {
  const [folder = '', ...others] = await findRecipeFolders(given);
  if (others.length > 0) throw new AppError('invalid_input', 'There are several recipes: name the folder of one.');
  return folder;
}

/** The file's name in this folder; null when there is none. */
export async function metaNameIn(folder: string): Promise<string | null> {
  for (const name of META_NAMES) {
    const found = await stat(path.join(folder, name)).catch(() => null);
    if (found?.isFile()) return name;
  }
  return null;
}
