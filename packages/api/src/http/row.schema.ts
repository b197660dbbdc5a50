import { z } from 'zod';

export const idPathSchema = z.object({ id: z.int() });

export const deletedSchema = z.object({ ok: z.literal(true) }).meta({ id: 'Deleted' });

/** The paging of every list. Columns differ by list. */
export function pageSchema<const Columns extends readonly [string, ...string[]]>(columns: Columns) {
  return z.object({
    offset: z.int().min(0).default(0).meta({ description: 'Rows to skip.' }),
    limit: z.int().min(0).max(100).default(100).meta({ description: 'Maximum number of rows.' }),
    order_by: z.enum(columns).optional().meta({ description: 'A column; `id` by default.' }),
    sort: z.enum(['asc', 'desc']).default('asc').meta({ description: 'Direction of order_by.' }),
    cursor: z.string().optional().meta({
      description: 'Where the previous page ended, from its `Link: rel="next"`. It includes the order.',
    }),
  });
}

export type Page = z.output<ReturnType<typeof pageSchema<readonly [string]>>>;
