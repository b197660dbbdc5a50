import path from 'node:path';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { z } from 'zod';
import { defineCommand } from '../../define-command.ts';
import { bakeFolder } from '../../recipe/bake-folder.ts';
import { bakeReport } from '../../recipe/bake-report.ts';
import { findRecipeFolders } from '../../recipe/find-recipe-folders.ts';
import { limitsOf } from '../../recipe/limits-of.ts';

export const recipeRunCommand = defineCommand({
  path: 'recipe run',
  summary: 'Run a recipe on this machine, all of it.',
  details: 'As `recipe test`, with every time step. Sources are kept in .pangeo-forge/cache/.',
  arguments: [['[path]', 'the recipe’s folder, or a feedstock (here)']],
  options: [
    ['--recipe <id>', 'one of several recipes'],
    ['--output <folder>', 'where the datasets are written, a folder each (.pangeo-forge/run/, emptied first)'],
    ['--hours <n>', 'stop after so long (24)'],
    ['--memory <gigabytes>', 'stop when it takes more'],
    ['-v, --verbose', 'show what the runner prints'],
  ],
  input: z.object({
    path: z.string().default('.'),
    recipe: z.string().optional(),
    output: z.string().optional(),
    hours: z.coerce.number().positive().default(24),
    memory: z.coerce.number().positive().optional(),
    verbose: z.boolean().default(false),
  }),
  async run(context, { path: given, recipe, output, hours, memory, verbose }) {
    const [folder = '', ...others] = await findRecipeFolders(path.resolve(context.cwd, given));
    if (others.length > 0) throw new AppError('invalid_input', 'There are several recipes: name the folder of one.');
    const limits = limitsOf(hours * 60, memory);
    return bakeReport(
      await bakeFolder(context, { folder, recipe, prune: false, output, limits, verbose }),
      context.cwd,
    );
  },
});
