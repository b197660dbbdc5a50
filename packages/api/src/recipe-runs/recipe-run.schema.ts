import { ROW_FIELDS } from '@pangeo-forge/db/api/row-fields';
import { DATASET_TYPES } from '@pangeo-forge/shared/names/dataset';
import { z } from 'zod';
import { NAIVE_FORMAT, toNaiveUtc } from '../http/naive-utc.ts';
import { pageSchema } from '../http/page.schema.ts';

const LARGEST_ID = 2_147_483_647;

export const statusSchema = z.enum(['queued', 'in_progress', 'completed']).meta({ id: 'RecipeRunStatus' });

export const conclusionSchema = z
  .enum(['action_required', 'cancelled', 'failure', 'neutral', 'success', 'skipped', 'stale', 'timed_out'])
  .meta({ id: 'RecipeRunConclusion' });

export const datasetTypeSchema = z.enum(DATASET_TYPES).meta({ id: 'DatasetType' });

export const timestampSchema = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{6})?$/)
  .refine((text) => toNaiveUtc(text) !== undefined, 'is no real time')
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
