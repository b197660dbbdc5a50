import { z } from 'zod';
import { listAll } from '../../api/list-all.ts';
import type { RecipeRunRow } from '../../api/rows.ts';
import { defineCommand } from '../../define-command.ts';
import { table } from '../../output/table.ts';

export const datasetsListCommand = defineCommand({
  path: 'datasets list',
  summary: 'Datasets that runs have made, latest first.',
  options: [
    ['--feedstock <owner/name>', 'of one feedstock'],
    ['--recipe <id>', 'of one recipe'],
    ['--test', 'of test runs too'],
    ['--limit <n>', 'so many at most (50)'],
  ],
  input: z.object({
    feedstock: z.string().optional(),
    recipe: z.string().optional(),
    test: z.boolean().default(false),
    limit: z.coerce.number().int().positive().default(50),
  }),
  async run(context, { feedstock, recipe, test, limit }) {
    const query = {
      feedstock,
      recipe_id: recipe,
      conclusion: 'success',
      is_test: test ? undefined : false,
      order_by: 'id',
      sort: 'desc',
    };
    const runs = await listAll<RecipeRunRow>(context.api(), '/recipe_runs/', query);
    const datasets = runs
      .filter((run) => run.dataset_public_url !== null)
      .slice(0, limit)
      .map(({ id, recipe_id, feedstock_id, is_test, dataset_type, dataset_public_url }) => {
        return { id, recipe_id, feedstock_id, is_test, dataset_type, dataset_public_url };
      });
    const text = table(datasets, {
      run: ({ id }) => id,
      recipe: ({ recipe_id: id }) => id,
      type: ({ dataset_type: type }) => type,
      url: ({ dataset_public_url: url }) => url,
    });
    return { data: datasets, text };
  },
});
