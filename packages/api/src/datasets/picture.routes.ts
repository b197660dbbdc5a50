import { readPicture } from '@pangeo-forge/db/datasets/pictures';
import type { StoredDataset } from '@pangeo-forge/db/datasets/stored-datasets';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { z } from 'zod';
import { defineRoute, type Route } from '../http/define-route.ts';

const PNG = 'image/png';
/** It never changes, and is small: a process keeps it as long as it has room. */
const FRESH_MS = 3_600_000;

const path = z.string().meta({ description: 'Path of a PNG on this host, which never changes.' });

export const pictureSchema = z
  .object({ light: path, dark: path, caption: z.string().meta({ description: 'What it shows.' }) })
  .meta({ id: 'DatasetPicture' });

export const pictureRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/datasets/pictures/{hash}',
    operationId: 'read_dataset_picture',
    summary: 'A picture of a dataset',
    description: 'By the SHA-256 of its content: the answer never changes, and may be kept for a year.',
    tags: ['dataset'],
    access: 'public',
    freshMs: FRESH_MS,
    params: z.object({ hash: z.string().regex(/^[0-9a-f]{64}(\.png)?$/) }),
    answers: { description: 'The picture.', contentTypes: [PNG] },
    failures: { 404: 'There is no such picture.' },
    async handle({ parts, params }) {
      const png = await readPicture(parts.database.pool, params.hash.slice(0, 64));
      if (!png) throw new AppError('not_found', 'picture not found');
      // whatever a store put into it, it is a picture and nothing else
      const headers = {
        'cache-control': 'public, max-age=31536000, immutable',
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
      };
      return { body: png, type: PNG, headers };
    },
  }),
];

/** Null for a dataset without pictures. */
export function pictureOf(stored: Pick<StoredDataset, 'picture' | 'pictureDark' | 'pictureCaption'>) {
  const { picture, pictureDark, pictureCaption } = stored;
  if (picture === null) return null;
  return {
    light: `/datasets/pictures/${picture}.png`,
    dark: `/datasets/pictures/${pictureDark ?? picture}.png`,
    caption: pictureCaption ?? '',
  };
}
