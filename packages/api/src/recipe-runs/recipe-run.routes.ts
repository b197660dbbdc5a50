import { z } from 'zod';
import { jsonText } from '../http/answer.ts';
import { defineRoute, type Route } from '../http/define-route.ts';
import { deletedSchema, idPathSchema } from '../http/row.schema.ts';
import { answerList } from '../http/row-list.ts';
import { answerCreate, answerDelete, answerUpdate, notFound } from '../http/row-writes.ts';
import { recipeRunFilters, recipeRunListSchema } from './recipe-run-filter.schema.ts';
import {
  recipeRunCreateSchema,
  recipeRunSchema,
  recipeRunUpdateSchema,
  recipeRunWithParentsSchema,
} from './recipe-run.schema.ts';
import { ofChangedRun, ofNewRun, ofRun } from './run-subject.ts';

const failures = { 404: 'There is no such run.' };

export const recipeRunRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/recipe_runs/',
    operationId: 'read_range_recipe_runs__get',
    summary: 'List recipe runs',
    tags: ['recipe_run'],
    access: 'public',
    query: recipeRunListSchema,
    answers: { description: 'The recipe runs.', schema: z.array(recipeRunSchema) },
    handle: ({ parts, query, search }) =>
      answerList({ parts, query, search, path: '/recipe_runs/' }, 'reciperun', recipeRunFilters(query)),
  }),
  defineRoute({
    method: 'get',
    path: '/recipe_runs/{id}',
    operationId: 'read_single_recipe_runs__id__get',
    summary: 'One recipe run with its bakery and feedstock',
    tags: ['recipe_run'],
    access: 'public',
    params: idPathSchema,
    answers: { description: 'The run.', schema: recipeRunWithParentsSchema },
    failures,
    async handle({ parts, params }) {
      const row = await parts.readRun(params.id);
      if (row === null) throw notFound('reciperun');
      return jsonText(row);
    },
  }),
  defineRoute({
    method: 'post',
    path: '/recipe_runs/',
    operationId: 'create_recipe_runs__post',
    summary: 'Register a recipe run',
    tags: ['recipe_run'],
    access: { scope: 'runs:write', about: ofNewRun },
    body: recipeRunCreateSchema,
    answers: { description: 'The new run.', schema: recipeRunSchema },
    handle: (call) => answerCreate(call, 'reciperun', call.body),
  }),
  defineRoute({
    method: 'patch',
    path: '/recipe_runs/{id}',
    operationId: 'update_recipe_runs__id__patch',
    summary: 'Set the given fields of a recipe run',
    tags: ['recipe_run'],
    access: { scope: 'runs:write', about: ofChangedRun },
    params: idPathSchema,
    body: recipeRunUpdateSchema,
    answers: { description: 'The run after the change.', schema: recipeRunSchema },
    failures,
    handle: (call) => answerUpdate(call, 'reciperun', call.params.id, call.body),
  }),
  defineRoute({
    method: 'delete',
    path: '/recipe_runs/{id}',
    operationId: 'delete_recipe_runs__id__delete',
    summary: 'Delete a recipe run',
    tags: ['recipe_run'],
    access: { scope: 'runs:write', about: ofRun },
    params: idPathSchema,
    answers: { description: 'The run was deleted.', schema: deletedSchema },
    failures,
    handle: (call) => answerDelete(call, 'reciperun', call.params.id),
  }),
];
