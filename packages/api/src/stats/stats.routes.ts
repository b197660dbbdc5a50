import { countDatasets, countTable } from '@pangeo-forge/db/api/count-rows';
import type { ServedTable } from '@pangeo-forge/db/api/row-fields';
import { z } from 'zod';
import { json } from '../http/answer.ts';
import { defineRoute, type Route } from '../http/define-route.ts';

const countSchema = z.object({ count: z.int() }).meta({ id: 'StatsResponse' });
const datasetsQuerySchema = z.object({ exclude_test_runs: z.boolean().default(false) });

export const statsRoutes: Route[] = [
  countOf('recipe_runs', 'get_recipe_stats_stats_recipe_runs_get', 'reciperun'),
  countOf('bakeries', 'get_bakery_stats_stats_bakeries_get', 'bakery'),
  countOf('feedstocks', 'get_feedstock_stats_stats_feedstocks_get', 'feedstock'),
  defineRoute({
    method: 'get',
    path: '/stats/datasets',
    operationId: 'get_dataset_stats_stats_datasets_get',
    summary: 'How many runs have a public dataset',
    tags: ['stats'],
    access: 'public',
    query: datasetsQuerySchema,
    answers: { description: 'Their number.', schema: countSchema },
    handle: async ({ parts, query }) =>
      json({ count: await countDatasets(parts.database.pool, { excludeTestRuns: query.exclude_test_runs }) }),
  }),
];

function countOf(name: string, operationId: string, table: ServedTable): Route {
  return defineRoute({
    method: 'get',
    path: `/stats/${name}`,
    operationId,
    summary: `How many ${name} there are`,
    tags: ['stats'],
    access: 'public',
    answers: { description: 'Their number.', schema: countSchema },
    handle: async ({ parts }) => json({ count: await countTable(parts.database.pool, table) }),
  });
}
