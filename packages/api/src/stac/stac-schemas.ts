import { z } from 'zod';

export const collectionPath = z.object({
  collection: z.string().meta({ description: '`owner--name` of the feedstock.' }),
});
export const stacSchema = z.looseObject({ type: z.string(), stac_version: z.string(), id: z.string() });

/** Links name the host that was asked: an answer is made for one asker. */
const FRESH_MS = 0;

/** Of all public routes of the catalogue. */
export const COMMON = {
  tags: ['stac'],
  access: 'public',
  freshMs: FRESH_MS,
  failures: { 404: 'There is no such part of the catalogue.' },
} as const;
