import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '@pangeo-forge/shared/errors/app-error';

/**
 * Folders that hold a meta.yaml: the given one, its `feedstock/`, or each of its `recipes/`. A path of a meta.yaml
 * means its folder.
 * @throws AppError `not_found`
 */
export async function findRecipeFolders(given: string): Promise<string[]> {
  if (path.basename(given) === 'meta.yaml') return [path.dirname(given)];
  for (const folder of [given, path.join(given, 'feedstock')]) if (await holdsMeta(folder)) return [folder];
  const recipes = path.join(given, 'recipes');
  const names = await readdir(recipes).catch((): string[] => []);
  const found = await Promise.all(
    names.sort().map(async (name) => ((await holdsMeta(path.join(recipes, name))) ? [path.join(recipes, name)] : [])),
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

async function holdsMeta(folder: string): Promise<boolean> {
  return stat(path.join(folder, 'meta.yaml')).then(
    (found) => found.isFile(),
    () => false,
  );
}
