import { mkdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { nearestName } from '@pangeo-forge/shared/names/nearest-name';
import { whyBadRecipeId } from '@pangeo-forge/shared/names/recipe-id';
import { z } from 'zod';
import { listBakeries } from '../../api/bakeries.ts';
import type { CliContext } from '../../context/cli-context.ts';
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
    const ask = yes ? null : context.ask;
    const answer = async (name: Question) => {
      const { ask: question, example } = QUESTIONS[name];
      if (answers[name]) return answers[name];
      if (!ask) return example;
      if (name === 'bakery') return chooseBakery(ask, await bakeriesFor(context));
      return (await ask(`${question} [${example}]: `)).trim() || example;
    };
    const all = { id } as RecipeAnswers;
    for (const name of Object.keys(QUESTIONS) as Question[]) all[name] = await answer(name);
    if (!URL.canParse(all.source.replaceAll('{time}', 'time')))
      throw new AppError('invalid_input', '--source must be a URL.');
    const folder = path.resolve(context.cwd, given ?? (await defaultFolder(context.cwd, id)));
    const files = await writeNew(folder, recipeTemplate(kind, all));
    const shown = path.relative(context.cwd, folder) || '.';
    const program = programOf(context.variables);
    const next = [
      `Next: describe your source in ${path.join(shown, 'recipe.py')}, then`,
      `  ${program} recipe lint ${shown}`,
      `  ${program} recipe test ${shown}`,
    ];
    return {
      data: { folder, files },
      text: [...files.map((file) => `wrote ${path.join(shown, file)}`), ...next].join('\n'),
    };
  },
});

/** As the person started it: npx leaves the program's name in the environment, and nothing on PATH. */
function programOf(variables: CliContext['variables']): string {
  const byNpx =
    variables['npm_lifecycle_event'] === 'npx' && /^"?pangeo-forge\b/.test(variables['npm_lifecycle_script'] ?? '');
  return byNpx ? 'npx pangeo-forge' : 'pangeo-forge';
}

/** Names of the bakeries of the API; none where it cannot be asked. */
async function bakeriesFor(context: CliContext): Promise<string[]> {
  try {
    return (await listBakeries(context.api())).map(({ name }) => name);
  } catch {
    context.signal.throwIfAborted();
    return [];
  }
}

/** Asks where there is a choice. @throws AppError `invalid_input` with a name that is not among them. */
async function chooseBakery(ask: NonNullable<CliContext['ask']>, names: readonly string[]): Promise<string> {
  const { ask: question, example } = QUESTIONS.bakery;
  const [first = example, ...others] = names;
  if (names.length === 1) return first;
  const choice = others.length > 0 ? `Bakery: ${names.join(', ')}` : question;
  const answer = (await ask(`${choice} [${first}]: `)).trim() || first;
  if (names.length === 0 || names.includes(answer)) return answer;
  const nearest = nearestName(answer, names);
  const hint = nearest === null ? '' : ` Did you mean "${nearest}"?`;
  throw new AppError('invalid_input', `There is no bakery "${answer}".${hint}`);
}

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
