import type { RowFilter } from '@pangeo-forge/db/api/row-filter';
import { ROW_FIELDS } from '@pangeo-forge/db/api/row-fields';
import { z } from 'zod';
import type { RouteParts } from '../api-parts.ts';
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
  is_default: z.literal('true').optional().meta({
    description:
      'Only the bakery of recipes whose `meta.yaml` names none; nothing where the deployment has no default.',
  }),
  q: z.string().optional().meta({ description: 'Text in the name, the region or the description.' }),
});

/** @param configs the configuration, which says what the default is */
export function bakeryFilters(
  { name, region, is_default: onlyDefault, q }: z.output<typeof bakeryListSchema>,
  configs: NonNullable<RouteParts['bakeryConfigs']> = new Map(),
): RowFilter[] {
  const filters: RowFilter[] = [];
  const [byDefault] = [...configs].find(([, { file }]) => file.PangeoForge.default) ?? [''];
  if (onlyDefault) filters.push({ is: 'equal', column: 'name', value: byDefault });
  if (name !== undefined) filters.push({ is: 'equal', column: 'name', value: name });
  if (region !== undefined) filters.push({ is: 'equal', column: 'region', value: region });
  if (q) filters.push({ is: 'mentions', columns: ['name', 'region', 'description'], text: q });
  return filters;
}
