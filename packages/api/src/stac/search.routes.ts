import { listStacCollections, searchStacItems } from '@pangeo-forge/db/stac/search-items';
import { itemCollectionText } from '@pangeo-forge/datasets/stac/api-documents';
import { feedstockSpecOf, GEOJSON, stacLinks } from '@pangeo-forge/datasets/stac/stac-links';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { z } from 'zod';
import type { RouteParts } from '../api-parts.ts';
import type { Answer } from '../http/answer.ts';
import { defineRoute, type Route } from '../http/define-route.ts';
import { publicBase } from '../http/public-base.ts';
import { fieldsOfUrl, itemsQuery, searchBody, type SearchFields, searchOf, searchQuery } from './search-input.ts';
import { orProblem, refuse } from './stac-problem.ts';
import { collectionPath, COMMON, stacSchema } from './stac-schemas.ts';

const answers = {
  description: 'A page of items.',
  schema: z.looseObject({ type: z.literal('FeatureCollection'), features: z.array(stacSchema) }),
  contentTypes: [GEOJSON],
};
const failures = { ...COMMON.failures, 400: 'What is searched for is not valid.' };

export const searchRoutes: Route[] = [
  defineRoute({
    ...COMMON,
    method: 'get',
    path: '/stac/search',
    operationId: 'search_stac',
    summary: 'Search the items of STAC',
    query: searchQuery,
    answers,
    failures,
    refuse,
    handle: (call) =>
      orProblem(() => {
        const base = publicBase(call);
        const search = `${base}/stac/search`;
        return pageOf(call.parts, base, fieldsOfUrl(call.query), (next) => [
          { rel: 'self', href: `${base}${call.request.originalUrl}`, type: GEOJSON },
          ...(next === null
            ? []
            : [{ rel: 'next', method: 'GET', type: GEOJSON, href: nextUrl(search, call.search, next) }]),
        ]);
      }),
  }),
  defineRoute({
    ...COMMON,
    method: 'post',
    path: '/stac/search',
    operationId: 'search_stac_by_body',
    summary: 'Search the items of STAC',
    onlyReads: true,
    body: searchBody,
    bodyMayBeAbsent: true,
    answers,
    failures,
    refuse,
    handle: (call) =>
      orProblem(() => {
        const base = publicBase(call);
        const href = `${base}/stac/search`;
        const fields: SearchFields = call.body;
        return pageOf(call.parts, base, fields, (next) => [
          { rel: 'self', href, type: GEOJSON, method: 'POST' },
          ...(next === null
            ? []
            : [{ rel: 'next', href, type: GEOJSON, method: 'POST', body: { ...fields, token: next } }]),
        ]);
      }),
  }),
  defineRoute({
    ...COMMON,
    method: 'get',
    path: '/stac/collections/{collection}/items',
    operationId: 'list_stac_items',
    summary: 'The items of a STAC collection',
    params: collectionPath,
    query: itemsQuery,
    answers,
    failures,
    refuse,
    handle: (call) =>
      orProblem(async () => {
        const base = publicBase(call);
        const spec = feedstockSpecOf(call.params.collection);
        const { rows } = await listStacCollections(call.parts.database.pool, { spec });
        if (rows.length === 0) throw new AppError('not_found', 'collection not found');
        const { href } = stacLinks(base).items('self', spec);
        const fields = { ...fieldsOfUrl(call.query), collections: [call.params.collection] };
        return pageOf(call.parts, base, fields, (next) => [
          { rel: 'self', href: `${base}${call.request.originalUrl}`, type: GEOJSON },
          stacLinks(base).collection('parent', spec),
          stacLinks(base).collection('collection', spec),
          ...(next === null
            ? []
            : [{ rel: 'next', method: 'GET', type: GEOJSON, href: nextUrl(href, call.search, next) }]),
        ]);
      }),
  }),
];

async function pageOf(
  { database }: RouteParts,
  base: string,
  fields: SearchFields,
  linksOf: (next: string | null) => object[],
): Promise<Answer> {
  const { query, limit, after } = searchOf(fields);
  const { rows, next } = await searchStacItems(database.pool, query, {
    limit,
    after,
    pictures: `${base}/datasets/pictures/`,
  });
  const links = [stacLinks(base).root('root'), ...linksOf(next)];
  return { body: itemCollectionText(base, rows, links), type: GEOJSON };
}

function nextUrl(href: string, search: URLSearchParams, token: string): string {
  const next = new URLSearchParams(search);
  next.set('token', token);
  return `${href}?${next.toString()}`;
}
