import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { recipeFiles } from '@pangeo-forge/testkit/recipes/recipe-files';
import { execa } from 'execa';
import { parse } from 'yaml';
import { z } from 'zod';
import type { DemoOptions } from './demo-options.ts';

/** The recipe that is contributed. */
export interface RecipeSource {
  /** Folder under `recipes/`, which gives the feedstock its name. */
  name: string;
  bakeryId: string;
  /** Whether its values are known and can be compared. */
  isSample: boolean;
  files(dataUrl: string): Promise<Record<string, string | Buffer>>;
}

const SAMPLE = 'sea-surface-temperature';
const bakerySchema = z.object({ bakery: z.object({ id: z.string() }) });

export async function openRecipeSource(own: DemoOptions['own'], folder: string): Promise<RecipeSource> {
  if (own) return openOwnRecipe(own, folder);
  const bakeryId = 'local';
  return { name: SAMPLE, bakeryId, isSample: true, files: (sourceUrl) => recipeFiles(SAMPLE, { sourceUrl, bakeryId }) };
}

async function openOwnRecipe(
  { repo, ref, subdir }: NonNullable<DemoOptions['own']>,
  folder: string,
): Promise<RecipeSource> {
  const clone = path.join(folder, 'own-recipe');
  const isUrl = /^[a-z+]+:\/\//.test(repo);
  await execa(
    'git',
    ['clone', '--quiet', '--', isUrl ? repo : path.resolve(process.env.INIT_CWD ?? process.cwd(), repo), clone],
    { stdin: 'ignore' },
  );
  if (ref) await execa('git', ['-C', clone, 'checkout', '--quiet', ref], { stdin: 'ignore' });
  const recipeDir = await findRecipe(clone, subdir);
  const meta = bakerySchema.safeParse(parse(await readFile(path.join(recipeDir, 'meta.yaml'), 'utf8')));
  if (!meta.success)
    throw new Error(`${path.join(recipeDir, 'meta.yaml')} names no bakery: it needs "bakery: {id: …}"`);
  const repoName = path
    .basename(repo)
    .replace(/\.git$/, '')
    .replace(/-feedstock$/, '');
  const name = path.basename(recipeDir) === 'feedstock' ? repoName : path.basename(recipeDir);
  return { name, bakeryId: meta.data.bakery.id, isSample: false, files: () => readFolder(recipeDir) };
}

async function findRecipe(clone: string, subdir: string | null): Promise<string> {
  const candidates = subdir
    ? [path.join(clone, subdir)]
    : [path.join(clone, 'feedstock'), ...(await foldersOf(path.join(clone, 'recipes')))];
  const found: string[] = [];
  for (const candidate of candidates)
    if (await stat(path.join(candidate, 'meta.yaml')).catch(() => null)) found.push(candidate);
  if (found.length === 1 && found[0]) return found[0];
  const seen = found.map((place) => path.relative(clone, place)).join(', ') || 'none';
  throw new Error(`one folder with a meta.yaml is needed, found: ${seen}. Name it with --subdir.`);
}

async function foldersOf(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => path.join(directory, entry.name));
}

async function readFolder(folder: string): Promise<Record<string, Buffer>> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [path.relative(folder, file), await readFile(file)] as const)),
  );
}
