import { listDatasetHosts } from '@pangeo-forge/db/api/datasets';
import { describeAt } from '@pangeo-forge/datasets/description/describe-at';
import { renderDataset } from '@pangeo-forge/datasets/html/render-dataset';
import { z } from 'zod';
import type { RouteParts } from '../api-parts.ts';
import { json } from '../http/answer.ts';
import { defineRoute, type Route } from '../http/define-route.ts';

/** Reading a store takes up to hundreds of requests to its storage. */
const FRESH_MS = 60_000;
const MAX_URL_LENGTH = 2_048;
const NOWHERE: NonNullable<RouteParts['places']> = { hosts: new Set(), localRoots: [], allowLoopback: false };

export const reprRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/repr/xarray/',
    operationId: 'xarray_repr_xarray__get',
    summary: 'A dataset as xarray shows it',
    description:
      'Zarr 2 and 3 and references (kerchunk), on the hosts of this deployment’s bakeries and datasets. The HTML needs no script, and holds nothing of the dataset unescaped.',
    tags: ['repr'],
    access: 'public',
    freshMs: FRESH_MS,
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
      403: 'The URL is not on a host of this deployment’s bakeries or datasets, or its storage does not let the public read.',
      404: 'There is no dataset.',
      408: 'The storage was too slow.',
      413: 'The metadata is too large.',
      502: 'The storage failed.',
    },
    async handle({ parts, query: { url } }) {
      const knownUrls = await listDatasetHosts(parts.database.pool);
      const description = await describeAt(url, { places: parts.places ?? NOWHERE, knownUrls });
      return json({ html: renderDataset(description, url), dataset: url });
    },
  }),
];
