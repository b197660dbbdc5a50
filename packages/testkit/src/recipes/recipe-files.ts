import { readdir, readFile } from 'node:fs/promises';

/**
 * `sea-surface-temperature`: one recipe, six days. `ocean-halves`: a dictionary of `ocean-north` and `ocean-south`,
 * three days.
 */
export type SampleRecipe = 'sea-surface-temperature' | 'ocean-halves';

export interface RecipeFilesOptions {
  /** Where the sources are: `url` of `startNetcdfServer`. */
  sourceUrl: string;
  bakeryId: string;
}

/** The files of a sample recipe (name → content), ready to be committed under `feedstock/` or `recipes/…/`. */
export async function recipeFiles(recipe: SampleRecipe, options: RecipeFilesOptions): Promise<Record<string, string>> {
  const folder = new URL(`../../recipes/${recipe}/`, import.meta.url);
  const files: Record<string, string> = {};
  for (const name of (await readdir(folder)).sort()) {
    const template = await readFile(new URL(name, folder), 'utf8');
    files[name] = template
      .replaceAll('__SOURCE_URL__', options.sourceUrl)
      .replaceAll('__BAKERY_ID__', options.bakeryId);
  }
  return files;
}
