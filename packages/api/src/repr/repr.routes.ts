import { findDatasetUrls } from '@pangeo-forge/db/api/datasets';
import { findDatasetAt } from '@pangeo-forge/db/datasets/stored-datasets';
import { describedAs } from '@pangeo-forge/datasets/description/stored-description';
import { datasetReader } from '@pangeo-forge/datasets/opening/dataset-reader';
import { z } from 'zod';
import type { RouteParts } from '../api-parts.ts';
import { json } from '../http/answer.ts';
import { defineRoute, type Route } from '../http/define-route.ts';

/** Reading a store takes up to hundreds of requests to its storage. */
const FRESH_MS = 60_000;
const MAX_URL_LENGTH = 2_048;
const MAX_STEPS = 40;
const NOWHERE: NonNullable<RouteParts['places']> = { stores: [], localRoots: [], allowLoopback: false };

export const reprRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/repr/xarray/',
    operationId: 'xarray_repr_xarray__get',
    summary: 'A dataset as xarray shows it',
    description:
      'As it was described when it was opened after its run, in private storage too; what was not is read now, where this deployment’s bakeries and runs write (Zarr 2 and 3, and references). The HTML needs no script, and holds nothing of the dataset unescaped.',
    tags: ['repr'],
    access: 'public',
    freshMs: FRESH_MS,
    freshKey: (search) => `xarray of ${storeAt(search.get('url') ?? '')}`,
    limit: 'dataset',
    query: z.object({
      url: z.string().min(1).max(MAX_URL_LENGTH).meta({
        description: 'Address of the dataset.',
        example: 'https://ncsa.osn.xsede.org/Pangeo/pangeo-forge/HadISST-feedstock/hadisst.zarr',
      }),
    }),
    answers: {
      description: 'HTML to embed in a page, and the requested URL.',
      schema: z.object({ html: z.string(), dataset: z.string() }),
    },
    failures: {
      403: 'The URL is not in a place of this deployment’s bakeries or datasets, or its storage does not let the public read.',
      404: 'There is no dataset.',
      408: 'The storage was too slow.',
      413: 'The metadata or the HTML is too large.',
      502: 'The storage failed.',
      503: 'Too many datasets are being opened at the moment.',
    },
    async handle({ parts, query: { url } }) {
      const store = storeAt(url);
      const { pool } = parts.database;
      const stored = (await findDatasetAt(pool, store)) ?? (await findDatasetAt(pool, `${store}/reference.json`));
      const options = { places: parts.places ?? NOWHERE, knownUrls: await findDatasetUrls(pool, placesOf(store)) };
      const html = await datasetReader.render(store, options, describedAs(stored?.description));
      return json({ html, dataset: store });
    },
  }),
];

/** A store has one address: a query would make it another one for each request. */
function storeAt(url: string): string {
  return url.replace(/[?#].*$/s, '').replace(/\/+$/, '');
}

/** A dataset is published under its own address, that of its file of references, or one above. */
function placesOf(store: string): string[] {
  const steps = store.split('/').slice(0, MAX_STEPS);
  const above = steps.map((_step, index) => steps.slice(0, index + 1).join('/')).slice(3);
  return [store, `${store}/reference.json`, ...above].flatMap((place) => [place, `${place}/`]);
}
