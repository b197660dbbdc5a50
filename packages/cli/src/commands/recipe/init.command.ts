import { mkdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { whyBadRecipeId } from '@pangeo-forge/shared/names/recipe-id';
import { z } from 'zod';
import { defineCommand } from '../../define-command.ts';
import { RECIPE_KINDS, type RecipeAnswers, recipeTemplate } from '../../recipe/recipe-template.ts';

const QUESTIONS = {
  title: { ask: 'Title of the dataset', example: 'My dataset' },
  description: { ask: 'What it is, in a sentence', example: 'What this dataset holds' },
  bakery: { ask: 'Bakery (`pangeo-forge bakeries list`)', example: 'pangeo-ldeo-nsf-earthcube' },
  maintainer: { ask: 'Your login on GitHub', example: 'your-github-login' },
  license: { ask: 'Licence of the data', example: 'CC-BY-4.0' },
  source: { ask: 'Address of the source files, {time} for the date', example: 'https://data.example.org/{time}.nc' },
} as const;

type Question = keyof typeof QUESTIONS;

export const recipeInitCommand = defineCommand({
  path: 'recipe init',
  summary: 'Write meta.yaml, recipe.py and what belongs to them of a new recipe.',
  details: 'Asks for what no option answers; without a terminal, or with --yes, the examples are used.',
  arguments: [
    ['<id>', 'name of the recipe, such as sea-surface-temperature'],
    ['[folder]', 'where it is written (recipes/ID in a clone of staged-recipes, else ./ID)'],
  ],
  options: [
    ...Object.entries(QUESTIONS).map(
      ([name, { ask, example }]) => [`--${name} <text>`, `${ask} (${example})`] as const,
    ),
    ['--kind <kind>', 'beam (pangeo-forge-recipes), or dask: a program with xarray and Dask (beam)'] as const,
    ['-y, --yes', 'ask nothing'] as const,
  ],
  input: z.object({
    id: z.string(),
    folder: z.string().optional(),
    title: z.string().optional(),
    description: z.string().optional(),
    bakery: z.string().optional(),
    maintainer: z.string().optional(),
    license: z.string().optional(),
    source: z.string().optional(),
    kind: z.enum(RECIPE_KINDS).default('beam'),
    yes: z.boolean().default(false),
  }),
  async run(context, { id, folder: given, kind, yes, ...answers }) {
    const bad = whyBadRecipeId(id);
    if (bad) throw new AppError('invalid_input', bad);
    const answer = async (name: Question) => {
      const { ask, example } = QUESTIONS[name];
      if (answers[name]) return answers[name];
      const answered = yes || !context.ask ? '' : (await context.ask(`${ask} [${example}]: `)).trim();
      return answered || example;
    };
    const all = { id } as RecipeAnswers;
    for (const name of Object.keys(QUESTIONS) as Question[]) all[name] = await answer(name);
    if (!URL.canParse(all.source.replaceAll('{time}', 'time')))
      throw new AppError('invalid_input', '--source must be a URL.');
    const folder = path.resolve(context.cwd, given ?? (await defaultFolder(context.cwd, id)));
    const files = await writeNew(folder, recipeTemplate(kind, all));
    const shown = path.relative(context.cwd, folder) || '.';
    const next = [
      `Next: describe your source in ${path.join(shown, 'recipe.py')}, then`,
      `  pangeo-forge recipe lint ${shown}`,
      `  pangeo-forge recipe test ${shown}`,
    ];
    return {
      data: { folder, files },
      text: [...files.map((file) => `wrote ${path.join(shown, file)}`), ...next].join('\n'),
    };
  },
});

async function defaultFolder(cwd: string, id: string): Promise<string> {
  const isStagedRecipes = await stat(path.join(cwd, 'recipes')).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isStagedRecipes ? path.join('recipes', id) : id;
}

/** All or nothing: no existing file is overwritten. */
async function writeNew(folder: string, files: Record<string, string>): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  for (const name of Object.keys(files)) {
    const there = await stat(path.join(folder, name)).catch(() => null);
    if (there) throw new AppError('conflict', `${path.join(folder, name)} already exists.`);
  }
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text, { flag: 'wx' });
  return Object.keys(files);
}
