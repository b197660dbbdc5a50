import { z } from 'zod';
import { DATASET_TYPES } from '../names/dataset.ts';

/**
 * Either `id` and `object`, or `dict_object`: as pangeo-forge-runner requires it (its `meta_yaml.py`, 0.9 and 0.10).
 */
const recipeSchema = z
  .looseObject({
    id: z.string().optional(),
    object: z.string().optional(),
    dict_object: z.string().optional(),
    dataset_type: z.enum(DATASET_TYPES).optional(),
  })
  .superRefine((recipe, context) => {
    const report = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    if (recipe.dict_object !== undefined && (recipe.id !== undefined || recipe.object !== undefined)) {
      report(
        ['dict_object'],
        'is given together with `id` or `object`: a recipe has either `id` and `object`, or `dict_object` alone',
      );
    } else if (recipe.dict_object === undefined) {
      if (recipe.id === undefined) report(['id'], 'is missing: the name of the recipe');
      if (recipe.object === undefined)
        report(['object'], 'is missing: `file:name` of the recipe, such as `recipe:recipe`');
    }
  });

const text = z.string().nullish();

/** meta.yaml as its author writes it. Fields that the runner and this system do not read are allowed. */
export const metaSchema = z.looseObject({
  title: text,
  description: text,
  recipes: z.array(recipeSchema).min(1),
  bakery: z.looseObject({ id: z.string() }),
  provenance: z
    .looseObject({
      providers: z
        .array(z.looseObject({ name: text, description: text, roles: z.array(z.unknown()).nullish(), url: text }))
        .nullish(),
      license: text,
    })
    .nullish(),
  maintainers: z.array(z.looseObject({ name: text, orcid: text, github: text })).nullish(),
});

export type Meta = z.infer<typeof metaSchema>;
