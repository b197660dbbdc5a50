import type { RecipeRun } from '@pangeo-forge/api-client/rows';
import { z } from 'zod';
import { listRuns } from '../../api/runs.ts';
import { defineCommand } from '../../define-command.ts';
import { table } from '../../output/table.ts';

export const datasetsListCommand = defineCommand({
  path: 'datasets list',
  summary: 'Datasets that runs have made, latest first.',
  options: [
    ['--feedstock <owner/name>', 'of one feedstock'],
    ['--recipe <id>', 'of one recipe'],
    ['--test', 'of test runs too'],
    ['--limit <n>', 'maximum number (50)'],
  ],
  input: z.object({
    feedstock: z.string().optional(),
    recipe: z.string().optional(),
    test: z.boolean().default(false),
    limit: z.coerce.number().int().positive().default(50),
  }),
  async run(context, { feedstock, recipe, test, limit }) {
    const query = {
      conclusion: ['success' as const],
      ...(feedstock === undefined ? {} : { feedstock }),
      ...(recipe === undefined ? {} : { recipe_id: recipe }),
      ...(test ? {} : { is_test: false }),
    };
    const datasets = [];
    for await (const run of listRuns(context.api(), query, Number.POSITIVE_INFINITY)) {
      if (run.dataset_public_url !== null) datasets.push(datasetOf(run));
      if (datasets.length >= limit) break;
    }
    const text = table(datasets, {
      run: ({ id }) => id,
      recipe: ({ recipe_id: id }) => id,
      type: ({ dataset_type: type }) => type,
      url: ({ dataset_public_url: url }) => url,
    });
    return { data: datasets, text };
  },
});

function datasetOf({ id, recipe_id, feedstock_id, is_test, dataset_type, dataset_public_url }: RecipeRun) {
  return { id, recipe_id, feedstock_id, is_test, dataset_type, dataset_public_url };
}
