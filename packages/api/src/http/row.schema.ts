import { z } from 'zod';

export const idPathSchema = z.object({ id: z.int() });

export const deletedSchema = z.object({ ok: z.literal(true) }).meta({ id: 'Deleted' });

/** How every list is paged. Columns differ by list. */
export function pageSchema<const Columns extends readonly [string, ...string[]]>(columns: Columns) {
  return z.object({
    offset: z.int().min(0).default(0).meta({ description: 'Rows to pass over.' }),
    limit: z.int().min(0).max(100).default(100).meta({ description: 'Most rows to answer.' }),
    order_by: z.enum(columns).optional().meta({ description: 'A column; by id when none is named.' }),
    sort: z.enum(['asc', 'desc']).default('asc').meta({ description: 'Direction of order_by.' }),
    cursor: z.string().optional().meta({
      description: 'Where the page before ended, as its `Link: rel="next"` tells; it also tells the order.',
    }),
  });
}

export type Page = z.output<ReturnType<typeof pageSchema<readonly [string]>>>;
