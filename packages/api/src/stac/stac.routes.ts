import {
  listStacFeedstocks,
  listStacItems,
  requestStacRebuild,
  type StoredItem,
} from '@pangeo-forge/db/stac/stac-items';
import { inTransaction } from '@pangeo-forge/db/transaction';
import type { About } from '@pangeo-forge/datasets/stac/about-meta';
import { buildCatalog, buildCollection, feedstockSpecOf, linkItem } from '@pangeo-forge/datasets/stac/build-catalog';
import type { StacItem } from '@pangeo-forge/datasets/stac/build-item';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { z } from 'zod';
import type { RouteParts } from '../api-parts.ts';
import { json } from '../http/answer.ts';
import { defineRoute, type Route } from '../http/define-route.ts';
import { publicBase } from '../http/public-base.ts';

const GEOJSON = 'application/geo+json';
const collectionPath = z.object({ collection: z.string().meta({ description: '`owner--name` of the feedstock.' }) });
const stacSchema = z.looseObject({ type: z.string(), stac_version: z.string(), id: z.string() });
const failures = { 404: 'There is no such part of the catalogue.' };
/** Its links name the host that was asked: an answer is made for one asker. */
const FRESH_MS = 0;

export const stacRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/stac',
    operationId: 'read_stac_catalog',
    summary: 'The datasets as a STAC catalogue',
    description: 'STAC 1.1.0: a collection for each feedstock, an item for each dataset of production.',
    tags: ['stac'],
    access: 'public',
    freshMs: FRESH_MS,
    answers: { description: 'The catalogue.', schema: stacSchema },
    handle: async (call) => json(buildCatalog(publicBase(call), await listStacFeedstocks(call.parts.database.pool))),
  }),
  defineRoute({
    method: 'get',
    path: '/stac/collections/{collection}',
    operationId: 'read_stac_collection',
    summary: 'The datasets of a feedstock as a STAC collection',
    tags: ['stac'],
    access: 'public',
    freshMs: FRESH_MS,
    params: collectionPath,
    answers: { description: 'The collection.', schema: stacSchema },
    failures,
    async handle(call) {
      const { spec, stored } = await findCollection(call.parts, call.params.collection);
      const items = stored.map(({ item }) => item as StacItem);
      return json(buildCollection(publicBase(call), spec, stored.at(-1)?.collection as About, items));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/stac/collections/{collection}/items/{item}',
    operationId: 'read_stac_item',
    summary: 'A dataset as a STAC item',
    tags: ['stac'],
    access: 'public',
    freshMs: FRESH_MS,
    params: collectionPath.extend({ item: z.string() }),
    answers: { description: 'The item.', schema: stacSchema, contentTypes: [GEOJSON] },
    failures,
    async handle(call) {
      const { spec, stored } = await findCollection(call.parts, call.params.collection);
      const found = stored.map(({ item }) => item as StacItem).find(({ id }) => id === call.params.item);
      if (!found) throw new AppError('not_found', 'item not found');
      return { body: JSON.stringify(linkItem(publicBase(call), spec, found)), type: GEOJSON };
    },
  }),
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

async function findCollection(
  { database }: RouteParts,
  collectionId: string,
): Promise<{ spec: string; stored: StoredItem[] }> {
  const spec = feedstockSpecOf(collectionId);
  const stored = await listStacItems(database.pool, spec);
  if (stored.length === 0) throw new AppError('not_found', 'collection not found');
  return { spec, stored };
}
