import { z } from 'zod';

export const DATASET_TYPES = ['zarr', 'kerchunk', 'parquet'] as const;

/** `meta` of the runner's completed line of expand-meta, as far as it is used. */
export const expandedMetaSchema = z.looseObject({
  title: z.string().optional(),
  description: z.string().optional(),
  recipes: z.array(z.looseObject({ id: z.string(), dataset_type: z.enum(DATASET_TYPES).default('zarr') })).min(1),
  bakery: z.looseObject({ id: z.string() }),
});

export type ExpandedMeta = z.infer<typeof expandedMetaSchema>;
