import { z } from 'zod';
import { bakerySchema } from '../bakeries/bakery.schema.ts';
import { feedstockSchema } from '../feedstocks/feedstock.schema.ts';
import { recipeRunSchema, timestampSchema } from './recipe-run.schema.ts';

const runs = { recipe_runs: z.array(recipeRunSchema) };

export const bakeryWithRunsSchema = bakerySchema.extend(runs).meta({ id: 'BakeryReadWithRecipeRuns' });

export const feedstockWithRunsSchema = feedstockSchema.extend(runs).meta({ id: 'FeedstockReadWithRecipeRuns' });

const used = z.number().nullable();

const costSchema = z
  .object({ vcpu_hours: used, memory_gb_hours: used, disk_gb_hours: used, ssd_gb_hours: used })
  .meta({ id: 'Cost' });

/** A single run also tells what became of it. */
export const recipeRunWithParentsSchema = recipeRunSchema
  .extend({
    failure_reason: z.string().nullable().meta({ description: 'Why it failed, for the author of the recipe.' }),
    requested_by: z.string().nullable().meta({ description: 'Who started it: a login, or what caused it.' }),
    pull_request: z.int().nullable(),
    retry_of: z.int().nullable().meta({ description: 'The run that this one repeats.' }),
    bakery_job_name: z.string().nullable(),
    bakery_job_id: z.string().nullable(),
    bakery_job: z
      .record(z.string(), z.unknown())
      .nullable()
      .meta({ description: 'What the bakery tells of the job, in its own words.' }),
    console_url: z.string().nullable().meta({ description: 'Where the bakery shows the job.' }),
    cost: costSchema.nullable().meta({ description: 'What the job used; null where the bakery does not tell.' }),
    dispatched_at: timestampSchema.nullable(),
    duration_seconds: z.number().nullable(),
    bakery: bakerySchema,
    feedstock: feedstockSchema,
  })
  .meta({ id: 'RecipeRunReadWithBakeryAndFeedstock' });
