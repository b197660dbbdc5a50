import { whyBadRecipeId } from '@pangeo-forge/shared/names/recipe-id';
import { type ExpandedMeta, expandedMetaSchema } from './expanded-meta.schema.ts';

export type Judgement = { outcome: 'good'; meta: ExpandedMeta } | { outcome: 'bad'; problems: string[] };

/** Whether the expanded meta.yaml can be run here: its shape, its recipe ids, its bakery. Each problem is a sentence for its author. */
export function judgeMeta(raw: unknown, configuredBakeries: readonly string[]): Judgement {
  const parsed = expandedMetaSchema.safeParse(raw);
  if (!parsed.success) {
    return {
      outcome: 'bad',
      problems: parsed.error.issues.map((issue) => `\`${issue.path.join('.') || 'meta.yaml'}\`: ${issue.message}`),
    };
  }
  const meta = parsed.data;
  const ids = meta.recipes.map(({ id }) => id);
  const repeated = ids.filter((id, index) => ids.indexOf(id) !== index);
  const problems = [
    ...ids.flatMap((id) => whyBadRecipeId(id) ?? []),
    ...[...new Set(repeated)].map((id) => `the recipe id \`${id}\` is given more than once; each recipe needs its own`),
    ...(configuredBakeries.includes(meta.bakery.id) ? [] : [unknownBakery(meta.bakery.id, configuredBakeries)]),
  ];
  return problems.length > 0 ? { outcome: 'bad', problems } : { outcome: 'good', meta };
}

function unknownBakery(id: string, configured: readonly string[]): string {
  const choice =
    configured.length > 0
      ? `Bakeries of this deployment: ${configured.map((name) => `\`${name}\``).join(', ')}.`
      : 'This deployment has none.';
  return `the bakery \`${id}\` is not known here. ${choice}`;
}
