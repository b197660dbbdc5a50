import { z } from 'zod';
import { DATASET_TYPES } from '../names/dataset.ts';

/** Either `id` and `object`, or `dict_object`: as pangeo-forge-runner wants it (its `meta_yaml.py`, 0.9 and 0.10). */
const recipeSchema = z
  .looseObject({
    id: z.string().optional(),
    object: z.string().optional(),
    dict_object: z.string().optional(),
    dataset_type: z.enum(DATASET_TYPES).optional(),
  })
  .superRefine((recipe, context) => {
    const say = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    if (recipe.dict_object !== undefined && (recipe.id !== undefined || recipe.object !== undefined)) {
      say(
        ['dict_object'],
        'stands beside `id` or `object`: a recipe has either `id` and `object`, or `dict_object` alone',
      );
    } else if (recipe.dict_object === undefined) {
      if (recipe.id === undefined) say(['id'], 'is missing: a text that names the recipe');
      if (recipe.object === undefined)
        say(['object'], 'is missing: `file:name` of the recipe, such as `recipe:recipe`');
    }
  });

const text = z.string().nullish();

/** meta.yaml as its author writes it. What the runner and this system do not read is allowed. */
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
