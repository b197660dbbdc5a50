import { listDatasets } from '@pangeo-forge/db/api/datasets';
import { z } from 'zod';
import { jsonText } from '../http/answer.ts';
import { answerCreate, answerDelete, answerParent, answerUpdate } from '../http/row-writes.ts';
import { defineRoute, type Route } from '../http/define-route.ts';
import { deletedSchema, idPathSchema } from '../http/row.schema.ts';
import { answerList } from '../http/row-list.ts';
import { feedstockWithRunsSchema } from '../recipe-runs/recipe-run.schema.ts';
import {
  datasetKindSchema,
  datasetSchema,
  feedstockCreateSchema,
  feedstockFilters,
  feedstockListSchema,
  feedstockSchema,
  feedstockUpdateSchema,
} from './feedstock.schema.ts';

const failures = { 404: 'There is no such feedstock.' };

export const feedstockRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/feedstocks/',
    operationId: 'read_range_feedstocks__get',
    summary: 'List feedstocks',
    tags: ['feedstock'],
    access: 'public',
    query: feedstockListSchema,
    answers: { description: 'The feedstocks.', schema: z.array(feedstockSchema) },
    handle: ({ parts, query, search }) =>
      answerList({ parts, query, search, path: '/feedstocks/' }, 'feedstock', feedstockFilters(query)),
  }),
  defineRoute({
    method: 'get',
    path: '/feedstocks/{id}',
    operationId: 'read_single_feedstocks__id__get',
    summary: 'One feedstock with its recipe runs',
    tags: ['feedstock'],
    access: 'public',
    params: idPathSchema,
    answers: { description: 'The feedstock.', schema: feedstockWithRunsSchema },
    failures,
    handle: ({ parts, params }) => answerParent(parts, 'feedstock', params.id),
  }),
  defineRoute({
    method: 'post',
    path: '/feedstocks/',
    operationId: 'create_feedstocks__post',
    summary: 'Add a feedstock',
    tags: ['feedstock'],
    access: { scope: 'feedstocks:write', about: 'deployment' },
    body: feedstockCreateSchema,
    answers: { description: 'The new feedstock.', schema: feedstockSchema },
    handle: (call) => answerCreate(call, 'feedstock', call.body),
  }),
  defineRoute({
    method: 'patch',
    path: '/feedstocks/{id}',
    operationId: 'update_feedstocks__id__patch',
    summary: 'Set the given fields of a feedstock',
    tags: ['feedstock'],
    access: { scope: 'feedstocks:write', about: 'deployment' },
    params: idPathSchema,
    body: feedstockUpdateSchema,
    answers: { description: 'The feedstock after the change.', schema: feedstockSchema },
    failures,
    handle: (call) => answerUpdate(call, 'feedstock', call.params.id, call.body),
  }),
  defineRoute({
    method: 'delete',
    path: '/feedstocks/{id}',
    operationId: 'delete_feedstocks__id__delete',
    summary: 'Delete a feedstock that has no recipe runs',
    tags: ['feedstock'],
    access: { scope: 'feedstocks:write', about: 'deployment' },
    params: idPathSchema,
    answers: { description: 'The feedstock was deleted.', schema: deletedSchema },
    failures: { ...failures, 409: 'The feedstock still has recipe runs.' },
    handle: (call) => answerDelete(call, 'feedstock', call.params.id),
  }),
  defineRoute({
    method: 'get',
    path: '/feedstocks/{id}/datasets',
    operationId: 'get_feedstock_datasets_feedstocks__id__datasets_get',
    summary: 'Datasets that runs of a feedstock published',
    tags: ['feedstock'],
    access: 'public',
    params: idPathSchema,
    query: datasetKindSchema,
    answers: { description: 'The datasets; none for an unknown feedstock.', schema: z.array(datasetSchema) },
    handle: async ({ parts, params, query }) =>
      jsonText(await listDatasets(parts.database.pool, params.id, query.type)),
  }),
];
