import { countDatasets, countTable } from '@pangeo-forge/db/api/count-matching';
import { countRunsByBakery, countRunsByDay } from '@pangeo-forge/db/api/count-runs';
import type { ServedTable } from '@pangeo-forge/db/api/row-fields';
import { z } from 'zod';
import { json } from '../http/answer.ts';
import { defineRoute, type Route } from '../http/define-route.ts';
import { inRange } from '../http/problems.ts';
import { recipeRunFilters, recipeRunFilterSchema } from '../recipe-runs/recipe-run-filter.schema.ts';
import { conclusionSchema } from '../recipe-runs/recipe-run.schema.ts';

const countSchema = z.object({ count: z.int() }).meta({ id: 'StatsResponse' });
const datasetsQuerySchema = z.object({ exclude_test_runs: z.boolean().default(false) });

const seconds = z.number().nullable();

const runsOfDaySchema = z
  .object({
    day: z.string().meta({ format: 'date', description: 'On which the runs were registered, UTC.' }),
    bakery_id: z.int(),
    outcome: z.enum(['queued', 'in_progress', ...conclusionSchema.options]),
    runs: z.int(),
  })
  .meta({ id: 'RunsOfDay' });

const runsOfBakerySchema = z
  .object({
    bakery_id: z.int(),
    bakery: z.string(),
    runs: z.int(),
    ended: z.int(),
    succeeded: z.int(),
    median_seconds: seconds.meta({ description: 'That a successful run took from being dispatched to its end.' }),
    p90_seconds: seconds.meta({ description: 'Nine of ten successful runs took no longer.' }),
  })
  .meta({ id: 'RunsOfBakery' });

/** They read every run that matches the filters. */
const FRESH_MS = 5_000;

export const statsRoutes: Route[] = [
  countOf('recipe_runs', 'get_recipe_stats_stats_recipe_runs_get', 'reciperun'),
  defineRoute({
    method: 'get',
    path: '/stats/recipe_runs/by_day',
    operationId: 'count_recipe_runs_by_day',
    summary: 'How many runs there were by day, bakery and outcome',
    description: 'With the filters of the list of runs.',
    tags: ['stats'],
    access: 'public',
    freshMs: FRESH_MS,
    limit: 'statistics',
    query: recipeRunFilterSchema,
    answers: { description: 'The newest day first; days without runs are left out.', schema: z.array(runsOfDaySchema) },
    handle: async ({ parts, query }) =>
      json(await inRange(countRunsByDay(parts.database.pool, recipeRunFilters(query)))),
  }),
  defineRoute({
    method: 'get',
    path: '/stats/recipe_runs/by_bakery',
    operationId: 'count_recipe_runs_by_bakery',
    summary: 'How many runs each bakery had, how many succeeded, and how long they took',
    description: 'With the filters of the list of runs.',
    tags: ['stats'],
    access: 'public',
    freshMs: FRESH_MS,
    limit: 'statistics',
    query: recipeRunFilterSchema,
    answers: { description: 'The busiest bakery first.', schema: z.array(runsOfBakerySchema) },
    handle: async ({ parts, query }) =>
      json(await inRange(countRunsByBakery(parts.database.pool, recipeRunFilters(query)))),
  }),
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
