import { findPublishedDataset } from '@pangeo-forge/db/api/datasets';
import { listCatalogIdsOfRun } from '@pangeo-forge/db/catalog/search-catalog';
import { requestInspections } from '@pangeo-forge/db/datasets/inspection';
import { listDatasetsOfRun } from '@pangeo-forge/db/datasets/stored-datasets';
import { inTransaction } from '@pangeo-forge/db/transaction';
import { STORE_KINDS } from '@pangeo-forge/shared/names/dataset';
import { howToOpen } from '@pangeo-forge/datasets/opening/how-to-open';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { z } from 'zod';
import { json } from '../http/answer.ts';
import { defineRoute, type Route } from '../http/define-route.ts';
import { idPathSchema } from '../http/row.schema.ts';
import { pictureOf, pictureSchema } from '../datasets/picture.routes.ts';
import { datasetTypeSchema } from './recipe-run.schema.ts';

const storeKindSchema = z
  .enum(STORE_KINDS)
  .nullable()
  .meta({ description: 'Null where nothing of a known kind was seen.' });

const openingSchema = z
  .object({
    dataset_type: datasetTypeSchema.nullable(),
    dataset_public_url: z.string(),
    kind: storeKindSchema,
    verified: z.boolean().meta({ description: 'It was opened after it was written.' }),
    problem: z.string().nullable().meta({ description: 'Why it was not opened; null where nobody tried.' }),
    code: z.string().meta({
      description: 'Python that opens it, with the storage options that it needs; the first line names the packages.',
    }),
  })
  .meta({ id: 'DatasetOpening' });

const storeSchema = z
  .object({
    dataset_id: z.int().nullable().meta({ description: 'Of production: the dataset, whichever run wrote it last.' }),
    kind: storeKindSchema,
    address: z.string().nullable().meta({ description: 'Where it is read; null where the public cannot.' }),
    verified: z.boolean().meta({ description: 'It was opened after it was written.' }),
    problem: z.string().nullable().meta({ description: 'Why it was not opened.' }),
    version: z.string().nullable().meta({ description: 'Of Icechunk: the snapshot.' }),
    size_bytes: z.number().nullable(),
    objects: z.number().nullable(),
    inspected_at: z.string().meta({ description: 'ISO 8601, UTC.' }),
    picture: pictureSchema.nullable().meta({ description: 'Null where it cannot be drawn.' }),
    description: z
      .record(z.string(), z.unknown())
      .nullable()
      .meta({ description: 'Dimensions, coordinates, variables, chunks, codecs and attributes.' }),
  })
  .meta({ id: 'InspectedDataset' });

export const datasetRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/recipe_runs/{id}/datasets',
    operationId: 'read_recipe_run_datasets',
    summary: 'Every store that a run wrote, as it was found when it was opened',
    description: 'The first is the run’s dataset. Empty for a run that was not inspected.',
    tags: ['recipe_run'],
    access: 'public',
    params: idPathSchema,
    answers: { description: 'The stores.', schema: z.array(storeSchema) },
    async handle({ parts, params }) {
      const { pool } = parts.database;
      const [datasets, ids] = [await listDatasetsOfRun(pool, params.id), await listCatalogIdsOfRun(pool, params.id)];
      return json(
        datasets.map(
          ({ path: _path, sizeBytes, inspectedAt, picture, pictureDark, pictureCaption, ...dataset }, at) => ({
            dataset_id: ids.get(at) ?? null,
            ...dataset,
            picture: pictureOf({ picture, pictureDark, pictureCaption }),
            size_bytes: sizeBytes,
            inspected_at: inspectedAt,
          }),
        ),
      );
    },
  }),
  defineRoute({
    method: 'post',
    path: '/datasets/inspections',
    operationId: 'inspect_datasets',
    summary: 'Inspect the datasets of runs that have succeeded',
    description: 'In the background. It writes what is known of their datasets, and changes no run.',
    tags: ['recipe_run'],
    access: { scope: 'ops', about: 'deployment' },
    query: z.object({
      again: z.enum(['true', 'false']).default('false').meta({ description: 'Also those that were opened before.' }),
    }),
    answers: { description: 'How many runs’ datasets will be inspected.', schema: z.object({ runs: z.int() }) },
    async handle({ parts, query }) {
      const due = await inTransaction(parts.database.pool, (client) =>
        requestInspections(client, { again: query.again === 'true' }),
      );
      await parts.waker.wake(due);
      return json({ runs: due.length });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/recipe_runs/{id}/dataset',
    operationId: 'read_recipe_run_dataset',
    summary: 'The dataset of a run, and the code that opens it',
    tags: ['recipe_run'],
    access: 'public',
    params: idPathSchema,
    answers: { description: 'Its address, and the code that opens it.', schema: openingSchema },
    failures: { 404: 'There is no such run, or it has published no dataset.' },
    async handle({ parts, params }) {
      const dataset = await findPublishedDataset(parts.database.pool, params.id);
      if (!dataset) throw new AppError('not_found', 'dataset not found');
      const storage = parts.bakeryConfigs?.get(dataset.bakery)?.file.TargetStorage;
      return json({
        dataset_type: dataset.type,
        dataset_public_url: dataset.url,
        kind: dataset.kind,
        verified: dataset.verified,
        problem: dataset.problem,
        code: howToOpen(dataset, storage).join('\n'),
      });
    },
  }),
];
