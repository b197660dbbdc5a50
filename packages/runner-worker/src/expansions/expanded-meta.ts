import { type BakeryConfig, defaultBakeryOf } from '@pangeo-forge/shared/config/load-bakeries';
import { whyBadRecipeId } from '@pangeo-forge/shared/names/recipe-id';
import { DATASET_TYPES, DEFAULT_DATASET_TYPE } from '@pangeo-forge/shared/names/dataset';
import { codeSpan, prose } from '@pangeo-forge/shared/untrusted/foreign-text';
import { z } from 'zod';

export type Validation = { outcome: 'valid'; meta: ExpandedMeta } | { outcome: 'invalid'; problems: string[] };

/** The bakeries of a deployment, and that of a meta.yaml that names none. */
export interface BakeryChoice {
  names: readonly string[];
  defaultName: string | null;
}

export function bakeryChoiceOf({ bakeries }: { bakeries: ReadonlyMap<string, BakeryConfig> }): BakeryChoice {
  return { names: [...bakeries.keys()], defaultName: defaultBakeryOf(bakeries) };
}

/**
 * Whether the expanded meta.yaml can be run here: its shape, its recipe ids, its bakery. Each problem is a sentence for
 * its author.
 */
export function validateExpandedMeta(raw: unknown, { names, defaultName }: BakeryChoice): Validation {
  const parsed = expandedMetaSchema.safeParse(raw);
  if (!parsed.success) {
    return {
      outcome: 'invalid',
      problems: parsed.error.issues.map(
        (issue) => `${codeSpan(issue.path.join('.') || 'meta.yaml')}: ${prose(issue.message)}`,
      ),
    };
  }
  const bakery = parsed.data.bakery ?? (defaultName === null ? null : { id: defaultName });
  const meta = { ...parsed.data, bakery: bakery ?? { id: '' } };
  const ids = meta.recipes.map(({ id }) => id);
  const repeated = ids.filter((id, index) => ids.indexOf(id) !== index);
  const problems = [
    ...ids.flatMap((id) => prose(whyBadRecipeId(id) ?? '') || []),
    ...[...new Set(repeated)].map(
      (id) => `the recipe id ${codeSpan(id)} is used more than once; each recipe needs its own`,
    ),
    ...(bakery && names.includes(bakery.id) ? [] : [unknownBakery(bakery?.id ?? null, names)]),
  ];
  return problems.length > 0 ? { outcome: 'invalid', problems } : { outcome: 'valid', meta };
}

function unknownBakery(id: string | null, configured: readonly string[]): string {
  const choice =
    configured.length > 0
      ? `Bakeries of this deployment: ${configured.map((name) => codeSpan(name)).join(', ')}.`
      : 'This deployment has none.';
  if (id !== null) return `the bakery ${codeSpan(id)} does not exist here. ${choice}`;
  const example = 'Write `bakery:`, and `id: "…"` below it';
  return `meta.yaml names no bakery, and this deployment has no default bakery. ${example}. ${choice}`;
}

/** `meta` of the runner's completed line of expand-meta, as far as it is used. */
export const expandedMetaSchema = z.looseObject({
  title: z.string().optional(),
  description: z.string().optional(),
  recipes: z
    .array(z.looseObject({ id: z.string(), dataset_type: z.enum(DATASET_TYPES).default(DEFAULT_DATASET_TYPE) }))
    .min(1),
  bakery: z.looseObject({ id: z.string() }).nullish(),
});

/** With the bakery that it runs on. */
export type ExpandedMeta = z.infer<typeof expandedMetaSchema> & { bakery: { id: string } };
