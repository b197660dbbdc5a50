import type { RunDetail } from '@pangeo-forge/db/api/read-row';
import { ROW_FIELDS } from '@pangeo-forge/db/api/row-fields';
import { DATASET_TYPES } from '@pangeo-forge/shared/names/dataset';
import { z } from 'zod';
import { bakerySchema } from '../bakeries/bakery.schema.ts';
import { feedstockSchema } from '../feedstocks/feedstock.schema.ts';
import { NAIVE_FORMAT, toNaiveUtc } from '../http/naive-utc.ts';
import { pageSchema } from '../http/row.schema.ts';

const LARGEST_ID = 2_147_483_647;

export const statusSchema = z.enum(['queued', 'in_progress', 'completed']).meta({ id: 'RecipeRunStatus' });

export const conclusionSchema = z
  .enum(['action_required', 'cancelled', 'failure', 'neutral', 'success', 'skipped', 'stale', 'timed_out'])
  .meta({ id: 'RecipeRunConclusion' });

export const datasetTypeSchema = z.enum(DATASET_TYPES).meta({ id: 'DatasetType' });

export const timestampSchema = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{6})?$/)
  .refine((text) => toNaiveUtc(text) !== undefined, 'is not a valid time')
  .meta({ format: NAIVE_FORMAT, description: 'UTC, without a zone; input may have a zone.' });

const parentId = z.int().min(1).max(LARGEST_ID);

const required = {
  recipe_id: z.string(),
  bakery_id: parentId,
  feedstock_id: parentId,
  head_sha: z.string(),
  version: z.string(),
  started_at: timestampSchema,
};

const nullable = {
  completed_at: timestampSchema.nullable(),
  conclusion: conclusionSchema.nullable(),
  dataset_type: datasetTypeSchema.nullable(),
  dataset_public_url: z.string().nullable(),
  message: z.string().nullable().meta({ description: 'Plain text, or JSON as text.' }),
};

const withDefault = { status: statusSchema, is_test: z.boolean() };

export const recipeRunCreateSchema = z
  .object({
    ...required,
    ...z.object(nullable).partial().shape,
    status: statusSchema.default('queued'),
    is_test: z.boolean().default(false),
  })
  .meta({ id: 'RecipeRunCreate' });

export const recipeRunUpdateSchema = z
  .object({ ...required, ...nullable, ...withDefault })
  .partial()
  .meta({ id: 'RecipeRunUpdate' });

export const recipeRunSchema = z
  .object({ ...required, ...nullable, ...withDefault, id: z.int() })
  .meta({ id: 'RecipeRunRead' });

export const recipeRunPageSchema = pageSchema(ROW_FIELDS.reciperun);

const runs = { recipe_runs: z.array(recipeRunSchema) };

export const bakeryWithRunsSchema = bakerySchema.extend(runs).meta({ id: 'BakeryReadWithRecipeRuns' });

export const feedstockWithRunsSchema = feedstockSchema.extend(runs).meta({ id: 'FeedstockReadWithRecipeRuns' });

const used = z.number().nullable();

const costSchema = z
  .object({ vcpu_hours: used, memory_gb_hours: used, disk_gb_hours: used, ssd_gb_hours: used })
  .meta({ id: 'Cost' });

/** The fields of a single run that lists do not have. */
const details = {
  failure_reason: z.string().nullable().meta({ description: 'Why it failed, for the author of the recipe.' }),
  requested_by: z.string().nullable().meta({ description: 'Who requested it: a login, or what caused it.' }),
  pull_request: z.int().nullable(),
  retry_of: z.int().nullable().meta({ description: 'The run that this one repeats.' }),
  bakery_job_name: z.string().nullable(),
  bakery_job_id: z.string().nullable(),
  bakery_job: z
    .record(z.string(), z.unknown())
    .nullable()
    .meta({ description: 'What the bakery reports of the job, in its own format.' }),
  console_url: z.string().nullable().meta({ description: 'Where the bakery shows the job.' }),
  cost: costSchema.nullable().meta({ description: 'What the job used; null where the bakery does not report it.' }),
  dispatched_at: timestampSchema.nullable(),
  duration_seconds: z.number().nullable(),
} satisfies Record<RunDetail, z.ZodType>;

export const recipeRunWithParentsSchema = recipeRunSchema
  .extend({ ...details, bakery: bakerySchema, feedstock: feedstockSchema })
  .meta({ id: 'RecipeRunReadWithBakeryAndFeedstock' });
