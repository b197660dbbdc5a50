import path from 'node:path';
import { z } from 'zod';
import { defineCommand } from '../../define-command.ts';
import { bakeFolder, limitsOf } from '../../recipe/bake-folder.ts';
import { bakeReport } from '../../recipe/bake-report.ts';
import { findRecipeFolder } from '../../recipe/find-recipe-folders.ts';

export const recipeRunCommand = defineCommand({
  path: 'recipe run',
  summary: 'Run a recipe on this machine, unpruned.',
  details: 'As `recipe test`, with every time step. Sources are kept in .pangeo-forge/cache/.',
  arguments: [['[path]', 'the recipe’s folder, or a feedstock (here)']],
  options: [
    ['--recipe <id>', 'one of several recipes'],
    ['--output <folder>', 'where the datasets are written, a folder each (.pangeo-forge/run/, emptied first)'],
    ['--hours <n>', 'stop after this time (24)'],
    ['--memory <gigabytes>', 'stop when it uses more'],
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
    const folder = await findRecipeFolder(path.resolve(context.cwd, given));
    const limits = limitsOf(hours * 60, memory);
    return bakeReport(
      await bakeFolder(context, { folder, recipe, prune: false, output, limits, verbose }),
      context.cwd,
    );
  },
});
