import type { RowFilter } from '@pangeo-forge/db/api/row-filter';
import { z } from 'zod';
import {
  conclusionSchema,
  datasetTypeSchema,
  recipeRunPageSchema,
  statusSchema,
  timestampSchema,
} from './recipe-run.schema.ts';

const several = 'One or more, repeated or separated by commas.';

/** Selects runs. Absent filters select all. */
export const recipeRunFilterSchema = z.object({
  status: z.array(statusSchema).optional().meta({ description: several }),
  conclusion: z.array(conclusionSchema).optional().meta({ description: several }),
  dataset_type: z.array(datasetTypeSchema).optional().meta({ description: several }),
  feedstock: z.string().optional().meta({ description: 'owner/name, case-insensitive.' }),
  bakery: z.string().optional().meta({ description: 'Its name, case-insensitive.' }),
  feedstock_id: z.int().optional(),
  bakery_id: z.int().optional(),
  recipe_id: z.string().optional(),
  head_sha: z.string().optional(),
  is_test: z.boolean().optional(),
  started_after: timestampSchema.optional().meta({ description: 'Started at this time or later.' }),
  started_before: timestampSchema.optional(),
  completed_after: timestampSchema.optional().meta({ description: 'Completed at this time or later.' }),
  completed_before: timestampSchema.optional(),
  q: z.string().optional().meta({ description: 'Text in the recipe id, the commit or the feedstock’s name.' }),
});

export const recipeRunListSchema = recipeRunPageSchema.extend(recipeRunFilterSchema.shape);

type RecipeRunFilterQuery = z.output<typeof recipeRunFilterSchema>;

const EQUAL = ['feedstock_id', 'bakery_id', 'recipe_id', 'head_sha', 'is_test'] as const;
const ONE_OF = ['status', 'conclusion', 'dataset_type'] as const;
const TIMES = [
  ['started_after', 'at_least', 'started_at'],
  ['started_before', 'before', 'started_at'],
  ['completed_after', 'at_least', 'completed_at'],
  ['completed_before', 'before', 'completed_at'],
] as const;

export function recipeRunFilters(query: RecipeRunFilterQuery): RowFilter[] {
  const filters: RowFilter[] = [];
  for (const column of EQUAL) {
    const value = query[column];
    if (value !== undefined) filters.push({ is: 'equal', column, value });
  }
  for (const column of ONE_OF) {
    const values = query[column];
    if (values !== undefined) filters.push({ is: 'one_of', column, values });
  }
  for (const [name, is, column] of TIMES) {
    const value = query[name];
    if (value !== undefined) filters.push({ is, column, value });
  }
  if (query.feedstock !== undefined) filters.push({ is: 'of', parent: 'feedstock', name: query.feedstock });
  if (query.bakery !== undefined) filters.push({ is: 'of', parent: 'bakery', name: query.bakery });
  if (query.q) filters.push({ is: 'mentions', columns: ['recipe_id', 'head_sha', 'feedstock'], text: query.q });
  return filters;
}
