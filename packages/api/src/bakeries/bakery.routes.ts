import { z } from 'zod';
import { answerCreate, answerDelete, answerParent, answerUpdate } from '../http/row-writes.ts';
import { defineRoute, type Route } from '../http/define-route.ts';
import { deletedSchema, idPathSchema } from '../http/row.schema.ts';
import { answerList } from '../http/row-list.ts';
import { bakeryWithRunsSchema } from '../recipe-runs/recipe-run.schema.ts';
import {
  bakeryCreateSchema,
  bakeryFilters,
  bakeryListSchema,
  bakerySchema,
  bakeryUpdateSchema,
} from './bakery.schema.ts';

const failures = { 404: 'There is no such bakery.' };

export const bakeryRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/bakeries/',
    operationId: 'read_range_bakeries__get',
    summary: 'List bakeries',
    tags: ['bakery'],
    access: 'public',
    query: bakeryListSchema,
    answers: { description: 'The bakeries.', schema: z.array(bakerySchema) },
    handle: ({ parts, query, search }) =>
      answerList({ parts, query, search, path: '/bakeries/' }, 'bakery', bakeryFilters(query, parts.bakeryConfigs)),
  }),
  defineRoute({
    method: 'get',
    path: '/bakeries/{id}',
    operationId: 'read_single_bakeries__id__get',
    summary: 'One bakery with its recipe runs',
    tags: ['bakery'],
    access: 'public',
    params: idPathSchema,
    answers: { description: 'The bakery.', schema: bakeryWithRunsSchema },
    failures,
    handle: ({ parts, params }) => answerParent(parts, 'bakery', params.id),
  }),
  defineRoute({
    method: 'post',
    path: '/bakeries/',
    operationId: 'create_bakeries__post',
    summary: 'Add a bakery',
    tags: ['bakery'],
    access: { scope: 'bakeries:write', about: 'deployment' },
    body: bakeryCreateSchema,
    answers: { description: 'The new bakery.', schema: bakerySchema },
    handle: (call) => answerCreate(call, 'bakery', call.body),
  }),
  defineRoute({
    method: 'patch',
    path: '/bakeries/{id}',
    operationId: 'update_bakeries__id__patch',
    summary: 'Set the given fields of a bakery',
    tags: ['bakery'],
    access: { scope: 'bakeries:write', about: 'deployment' },
    params: idPathSchema,
    body: bakeryUpdateSchema,
    answers: { description: 'The bakery after the change.', schema: bakerySchema },
    failures,
    handle: (call) => answerUpdate(call, 'bakery', call.params.id, call.body),
  }),
  defineRoute({
    method: 'delete',
    path: '/bakeries/{id}',
    operationId: 'delete_bakeries__id__delete',
    summary: 'Delete a bakery that has no recipe runs',
    tags: ['bakery'],
    access: { scope: 'bakeries:write', about: 'deployment' },
    params: idPathSchema,
    answers: { description: 'The bakery was deleted.', schema: deletedSchema },
    failures: { ...failures, 409: 'The bakery still has recipe runs.' },
    handle: (call) => answerDelete(call, 'bakery', call.params.id),
  }),
];
