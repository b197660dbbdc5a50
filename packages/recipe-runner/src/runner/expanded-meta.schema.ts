import { z } from 'zod';

/** What `expand-meta` makes of meta.yaml: a list of recipes with ids. Everything else is as the author wrote it. */
export const expandedMetaSchema = z.looseObject({
  recipes: z
    .array(z.looseObject({ id: z.string().min(1).max(256) }))
    .min(1)
    .max(10_000),
  bakery: z.looseObject({ id: z.string().min(1).max(256) }).optional(),
});

export type ExpandedMeta = z.infer<typeof expandedMetaSchema>;
