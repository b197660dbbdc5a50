import type { RowFilter } from '@pangeo-forge/db/api/row-filter';
import { ROW_FIELDS } from '@pangeo-forge/db/api/row-fields';
import { z } from 'zod';
import { pageSchema } from '../http/row.schema.ts';

const fields = {
  region: z.string(),
  name: z.string(),
  description: z.string(),
};

export const bakeryCreateSchema = z.object(fields).meta({ id: 'BakeryCreate' });

export const bakeryUpdateSchema = z.object(fields).partial().meta({ id: 'BakeryUpdate' });

export const bakerySchema = z.object({ ...fields, id: z.int() }).meta({ id: 'BakeryRead' });

export const bakeryListSchema = pageSchema(ROW_FIELDS.bakery).extend({
  name: z.string().optional(),
  region: z.string().optional(),
  q: z.string().optional().meta({ description: 'Text in the name, the region or the description.' }),
});

export function bakeryFilters({ name, region, q }: z.output<typeof bakeryListSchema>): RowFilter[] {
  const filters: RowFilter[] = [];
  if (name !== undefined) filters.push({ is: 'equal', column: 'name', value: name });
  if (region !== undefined) filters.push({ is: 'equal', column: 'region', value: region });
  if (q) filters.push({ is: 'mentions', columns: ['name', 'region', 'description'], text: q });
  return filters;
}
