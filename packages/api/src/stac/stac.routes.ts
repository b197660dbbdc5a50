import { listStacCollections, searchStacItems } from '@pangeo-forge/db/stac/search-items';
import { listStacFeedstocks, requestStacRebuild } from '@pangeo-forge/db/stac/stac-items';
import { inTransaction } from '@pangeo-forge/db/transaction';
import type { About } from '@pangeo-forge/datasets/stac/about-meta';
import {
  buildApiCollection,
  buildCollections,
  buildConformance,
  buildLandingPage,
  buildQueryables,
  itemText,
} from '@pangeo-forge/datasets/stac/api-documents';
import type { SummarisedItem } from '@pangeo-forge/datasets/stac/build-catalog';
import { collectionIdOf, feedstockSpecOf, GEOJSON, SCHEMA_TYPE } from '@pangeo-forge/datasets/stac/stac-links';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { z } from 'zod';
import { json } from '../http/answer.ts';
import { defineRoute, type Route } from '../http/define-route.ts';
import { publicBase } from '../http/public-base.ts';
import { limitOfUrl, pageQuery } from './search-input.ts';
import { searchRoutes } from './search.routes.ts';
import { orProblem } from './stac-problem.ts';
import { collectionPath, COMMON, stacSchema } from './stac-schemas.ts';

const COLLECTIONS_PER_PAGE = 100;

export const stacRoutes: Route[] = [
  defineRoute({
    ...COMMON,
    method: 'get',
    path: '/stac',
    operationId: 'read_stac_catalog',
    summary: 'The datasets as a STAC catalogue: the landing page of STAC API',
    description:
      'STAC 1.1.0 and STAC API 1.0.0: a collection for each feedstock, an item for each dataset of production.',
    answers: { description: 'The catalogue.', schema: stacSchema },
    handle: async (call) =>
      json(buildLandingPage(publicBase(call), await listStacFeedstocks(call.parts.database.pool))),
  }),
  defineRoute({
    ...COMMON,
    method: 'get',
    path: '/stac/conformance',
    operationId: 'read_stac_conformance',
    summary: 'What the STAC API conforms to',
    answers: { description: 'URIs of conformance classes.', schema: z.object({ conformsTo: z.array(z.string()) }) },
    handle: () => json(buildConformance()),
  }),
  defineRoute({
    ...COMMON,
    method: 'get',
    path: '/stac/queryables',
    operationId: 'read_stac_queryables',
    summary: 'What filters of CQL2 can name',
    answers: { description: 'A JSON Schema.', contentTypes: [SCHEMA_TYPE] },
    handle: (call) => schemaAt(`${publicBase(call)}/stac/queryables`),
  }),
  defineRoute({
    ...COMMON,
    method: 'get',
    path: '/stac/collections',
    operationId: 'list_stac_collections',
    summary: 'The collections of STAC, one for each feedstock that has published something',
    query: z.object(pageQuery),
    answers: { description: 'A page of collections.', schema: z.looseObject({ collections: z.array(stacSchema) }) },
    failures: { 400: 'A parameter is not valid.' },
    handle: (call) =>
      orProblem(async () => {
        const base = publicBase(call);
        const limit = limitOfUrl(call.query.limit, { fallback: COLLECTIONS_PER_PAGE });
        const after = call.query.token === undefined ? null : feedstockSpecOf(call.query.token);
        const page = await listStacCollections(call.parts.database.pool, { limit, after });
        const collections = page.rows.map(({ feedstockSpec, about, items }) =>
          buildApiCollection(base, feedstockSpec, about as About, items as SummarisedItem[]),
        );
        const href = `${base}/stac/collections`;
        const token = page.next === null ? null : encodeURIComponent(collectionIdOf(page.next));
        const next = token === null ? null : `${href}?limit=${limit}&token=${token}`;
        return json(buildCollections(base, collections, `${base}${call.request.originalUrl}`, next));
      }),
  }),
  defineRoute({
    ...COMMON,
    method: 'get',
    path: '/stac/collections/{collection}',
    operationId: 'read_stac_collection',
    summary: 'The datasets of a feedstock as a STAC collection',
    params: collectionPath,
    answers: { description: 'The collection.', schema: stacSchema },
    async handle(call) {
      const spec = feedstockSpecOf(call.params.collection);
      const [found] = (await listStacCollections(call.parts.database.pool, { spec })).rows;
      if (!found) throw new AppError('not_found', 'collection not found');
      return json(buildApiCollection(publicBase(call), spec, found.about as About, found.items as SummarisedItem[]));
    },
  }),
  defineRoute({
    ...COMMON,
    method: 'get',
    path: '/stac/collections/{collection}/queryables',
    operationId: 'read_stac_collection_queryables',
    summary: 'What filters of CQL2 can name in a collection',
    params: collectionPath,
    answers: { description: 'A JSON Schema.', contentTypes: [SCHEMA_TYPE] },
    handle: (call) =>
      schemaAt(`${publicBase(call)}/stac/collections/${encodeURIComponent(call.params.collection)}/queryables`),
  }),
  defineRoute({
    ...COMMON,
    method: 'get',
    path: '/stac/collections/{collection}/items/{item}',
    operationId: 'read_stac_item',
    summary: 'A dataset as a STAC item',
    params: collectionPath.extend({ item: z.string() }),
    answers: { description: 'The item.', schema: stacSchema, contentTypes: [GEOJSON] },
    async handle(call) {
      const query = { feedstocks: [feedstockSpecOf(call.params.collection)], ids: [call.params.item] };
      const { rows } = await searchStacItems(call.parts.database.pool, query, {
        limit: 1,
        after: null,
        pictures: `${publicBase(call)}/datasets/pictures/`,
      });
      const [found] = rows;
      if (!found) throw new AppError('not_found', 'item not found');
      return { body: itemText(publicBase(call), found), type: GEOJSON };
    },
  }),
  ...searchRoutes,
  defineRoute({
    method: 'post',
    path: '/stac/rebuild',
    operationId: 'rebuild_stac',
    summary: 'Regenerate every item of the STAC catalogue',
    description: 'In the background; until then the old ones are served.',
    tags: ['stac'],
    access: { scope: 'ops', about: 'deployment' },
    answers: { description: 'How many items will be regenerated.', schema: z.object({ items: z.int() }) },
    async handle({ parts }) {
      const { items, due } = await inTransaction(parts.database.pool, requestStacRebuild);
      await parts.waker.wake(due);
      return json({ items });
    },
  }),
];

function schemaAt(id: string) {
  return { body: JSON.stringify(buildQueryables(id)), type: SCHEMA_TYPE };
}
