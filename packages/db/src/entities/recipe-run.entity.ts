import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { NaiveTimestamp } from './timestamp.type.ts';

export const RecipeRunEntity = defineEntity({
  name: 'RecipeRun',
  tableName: 'reciperun',
  properties: {
    id: p.integer().primary(),
    recipe_id: p.string(),
    bakery_id: p.integer(),
    feedstock_id: p.integer(),
    head_sha: p.string(),
    version: p.string(),
    started_at: p.type(NaiveTimestamp).$type<string>(),
    completed_at: p.type(NaiveTimestamp).$type<string>().nullable(),
    conclusion: p.string().nullable(),
    status: p.string(),
    is_test: p.boolean(),
    message: p.string().nullable(),
    dataset_type: p.string().nullable(),
    dataset_public_url: p.string().nullable(),
    bakery_job_name: p.text().nullable(),
    bakery_job_id: p.text().nullable(),
    failure_reason: p.text().nullable(),
    requested_by: p.text().nullable(),
    pull_request: p.integer().nullable(),
  },
});

export type RecipeRun = InferEntity<typeof RecipeRunEntity>;
