import path from 'node:path';
import { z } from 'zod';
import { defineCommand } from '../../define-command.ts';
import { assertLinted } from '../../recipe/lint-recipe-folder.ts';
import { bakeFolder, limitsOf } from '../../recipe/bake-folder.ts';
import { bakeReport } from '../../recipe/bake-report.ts';
import { findRecipeFolder } from '../../recipe/find-recipe-folders.ts';

export const recipeTestCommand = defineCommand({
  path: 'recipe test',
  summary: 'Run a recipe on this machine with the first two time steps only, as `/run` does.',
  details: `With the real pangeo-forge-runner, in a sandbox; what is on disk counts, committed or not. The first time its Python environment is made, which
takes up to a minute and needs Python 3.11. The dataset is in
.pangeo-forge/test/; it is opened as a deployment does after each bake, and a page with its picture is written beside it.`,
  arguments: [['[path]', 'the recipe’s folder, or a feedstock (here)']],
  options: [
    ['--recipe <id>', 'one of several recipes'],
    ['--minutes <n>', 'stop after this time (30)'],
    ['--memory <gigabytes>', 'stop when it uses more'],
    ['-v, --verbose', 'show what the runner prints'],
  ],
  input: z.object({
    path: z.string().default('.'),
    recipe: z.string().optional(),
    minutes: z.coerce.number().positive().default(30),
    memory: z.coerce.number().positive().optional(),
    verbose: z.boolean().default(false),
  }),
  async run(context, { path: given, recipe, minutes, memory, verbose }) {
    const folder = await findRecipeFolder(path.resolve(context.cwd, given));
    await assertLinted(folder, context.variables);
    const limits = limitsOf(minutes, memory);
    return bakeReport(await bakeFolder(context, { folder, recipe, prune: true, limits, verbose }), context.cwd);
  },
});
