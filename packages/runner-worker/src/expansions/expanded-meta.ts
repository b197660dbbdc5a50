import { whyBadRecipeId } from '@pangeo-forge/shared/names/recipe-id';
import { DATASET_TYPES, DEFAULT_DATASET_TYPE } from '@pangeo-forge/shared/names/dataset';
import { z } from 'zod';

export type Validation = { outcome: 'valid'; meta: ExpandedMeta } | { outcome: 'invalid'; problems: string[] };

/**
 * Whether the expanded meta.yaml can be run here: its shape, its recipe ids, its bakery. Each problem is a sentence for
 * its author.
 */
export function validateExpandedMeta(raw: unknown, configuredBakeries: readonly string[]): Validation {
  const parsed = expandedMetaSchema.safeParse(raw);
  if (!parsed.success) {
    return {
      outcome: 'invalid',
      problems: parsed.error.issues.map((issue) => `\`${issue.path.join('.') || 'meta.yaml'}\`: ${issue.message}`),
    };
  }
  const meta = parsed.data;
  const ids = meta.recipes.map(({ id }) => id);
  const repeated = ids.filter((id, index) => ids.indexOf(id) !== index);
  const problems = [
    ...ids.flatMap((id) => whyBadRecipeId(id) ?? []),
    ...[...new Set(repeated)].map((id) => `the recipe id \`${id}\` is used more than once; each recipe needs its own`),
    ...(configuredBakeries.includes(meta.bakery.id) ? [] : [unknownBakery(meta.bakery.id, configuredBakeries)]),
  ];
  return problems.length > 0 ? { outcome: 'invalid', problems } : { outcome: 'valid', meta };
}

function unknownBakery(id: string, configured: readonly string[]): string {
  const choice =
    configured.length > 0
      ? `Bakeries of this deployment: ${configured.map((name) => `\`${name}\``).join(', ')}.`
      : 'This deployment has none.';
  return `the bakery \`${id}\` does not exist here. ${choice}`;
}

/** `meta` of the runner's completed line of expand-meta, as far as it is used. */
export const expandedMetaSchema = z.looseObject({
  title: z.string().optional(),
  description: z.string().optional(),
  recipes: z
    .array(z.looseObject({ id: z.string(), dataset_type: z.enum(DATASET_TYPES).default(DEFAULT_DATASET_TYPE) }))
    .min(1),
  bakery: z.looseObject({ id: z.string() }),
});

export type ExpandedMeta = z.infer<typeof expandedMetaSchema>;
