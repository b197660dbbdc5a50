import { findPublishedDataset } from '@pangeo-forge/db/api/datasets';
import { howToOpen } from '@pangeo-forge/datasets/opening/how-to-open';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { z } from 'zod';
import { json } from '../http/answer.ts';
import { defineRoute, type Route } from '../http/define-route.ts';
import { idPathSchema } from '../http/row.schema.ts';
import { datasetTypeSchema } from './recipe-run.schema.ts';

const openingSchema = z
  .object({
    dataset_type: datasetTypeSchema.nullable(),
    dataset_public_url: z.string(),
    code: z.string().meta({ description: 'Python that opens it, with the storage options that it needs.' }),
  })
  .meta({ id: 'DatasetOpening' });

export const datasetRoutes: Route[] = [
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
        code: howToOpen(dataset, storage).join('\n'),
      });
    },
  }),
];
