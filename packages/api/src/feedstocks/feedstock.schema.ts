import type { RowFilter } from '@pangeo-forge/db/api/row-filter';
import { ROW_FIELDS } from '@pangeo-forge/db/api/row-fields';
import { z } from 'zod';
import { pageSchema } from '../http/row.schema.ts';

const spec = z.string().meta({ description: 'owner/name of the repository', example: 'pangeo-forge/gpcp-feedstock' });
const provider = z.enum(['github']).meta({ id: 'RepoProvider' });

export const feedstockCreateSchema = z.object({ spec, provider: provider.default('github') }).meta({
  id: 'FeedstockCreate',
});

export const feedstockUpdateSchema = z.object({ spec, provider }).partial().meta({ id: 'FeedstockUpdate' });

export const feedstockSchema = z.object({ spec, provider, id: z.int() }).meta({ id: 'FeedstockRead' });

export const feedstockListSchema = pageSchema(ROW_FIELDS.feedstock).extend({
  spec: z.string().optional(),
  q: z.string().optional().meta({ description: 'Text in the spec.' }),
});

export function feedstockFilters({ spec, q }: z.output<typeof feedstockListSchema>): RowFilter[] {
  const filters: RowFilter[] = [];
  if (spec !== undefined) filters.push({ is: 'equal', column: 'spec', value: spec });
  if (q) filters.push({ is: 'mentions', columns: ['spec'], text: q });
  return filters;
}

export const datasetKindSchema = z.object({ type: z.enum(['all', 'production', 'test']).default('all') });

export const datasetSchema = z
  .object({
    id: z.int().meta({ description: 'Id of the recipe run.' }),
    recipe_id: z.string(),
    feedstock_id: z.int(),
    is_test: z.boolean(),
    dataset_type: z.string().nullable(),
    dataset_public_url: z.string(),
  })
  .meta({ id: 'Dataset' });
