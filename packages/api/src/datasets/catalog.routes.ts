import {
  type CatalogEntry,
  findCatalogEntry,
  listVersions,
  readCatalogFacets,
  searchCatalog,
} from '@pangeo-forge/db/catalog/search-catalog';
import { searchWords, variableKey, yearOf } from '@pangeo-forge/datasets/catalog/catalog-fields';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { STORE_KINDS } from '@pangeo-forge/shared/names/dataset';
import { z } from 'zod';
import { json } from '../http/answer.ts';
import { defineRoute, type Route } from '../http/define-route.ts';
import { idPathSchema } from '../http/row.schema.ts';
import { describeCatalogEntry, detailsSchema } from './dataset-details.ts';
import { pictureOf, pictureSchema } from './picture.routes.ts';

const kind = z.enum(STORE_KINDS);
const bboxSchema = z.array(z.number()).length(4);

export const entrySchema = z
  .object({
    id: z.int(),
    title: z.string(),
    feedstock_id: z.int(),
    feedstock: z.string().meta({ description: '`owner/name`' }),
    recipe_id: z.string(),
    run_id: z.int().meta({ description: 'The production run that wrote it last.' }),
    written_at: z.string().nullable().meta({ description: 'ISO 8601, UTC.' }),
    kind: kind.nullable(),
    dataset_type: z.string().nullable(),
    address: z.string().nullable().meta({ description: 'Where it is read; null where the public cannot.' }),
    verified: z.boolean().meta({ description: 'It was opened after it was written.' }),
    license: z.string().nullable().meta({ description: 'As meta.yaml names it.' }),
    variables: z.array(z.string()).meta({ description: 'Names and standard names, in lower case.' }),
    starts_at: z.string().nullable().meta({ description: 'First time of the data, in its own calendar.' }),
    ends_at: z.string().nullable(),
    bbox: bboxSchema
      .nullable()
      .meta({ description: 'West, south, east, north; west is greater where the 180th meridian is crossed.' }),
    size_bytes: z.number().nullable(),
    objects: z.number().nullable(),
    picture: pictureSchema.nullable(),
  })
  .meta({ id: 'CatalogEntry' });

const dateParameter = (description: string) =>
  z
    .string()
    .refine((text) => yearOf(text) !== null, 'a date such as 2000-01-31, 2000-01 or 2000')
    .optional()
    .meta({ description });

const searchQuery = z.object({
  q: z.string().max(200).optional().meta({ description: 'Beginnings of words, all of which it must have.' }),
  variable: z.string().max(200).optional().meta({ description: 'A name or standard name of a variable.' }),
  from: dateParameter('It has data at this date or later.'),
  to: dateParameter('It has data at this date or earlier.'),
  bbox: z
    .string()
    .refine((text) => parseBbox(text) !== null, 'west,south,east,north in degrees')
    .optional()
    .meta({ description: '`west,south,east,north` in degrees: it has data there.' }),
  license: z.string().max(200).optional(),
  kind: kind.optional(),
  feedstock_id: z.int().optional(),
  limit: z.int().min(1).max(100).default(24),
  cursor: z
    .string()
    .regex(/^\d{1,10}-\d{1,15}$/)
    .optional()
    .meta({ description: 'Where the previous page ended: its `next_cursor`.' }),
});

const facet = (name: z.ZodType) => z.array(z.object({ name, datasets: z.int() }));

export const catalogRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/datasets',
    operationId: 'search_datasets',
    summary: 'Search the datasets of production',
    description: 'The last written first. A dataset that was written again is one dataset, with its newest version.',
    tags: ['dataset'],
    access: 'public',
    query: searchQuery,
    answers: {
      description: 'The datasets that match, and how many there are.',
      schema: z.object({ datasets: z.array(entrySchema), total: z.int(), next_cursor: z.string().nullable() }),
    },
    async handle({ parts, query }) {
      const { q, variable, from, to, bbox, license, kind: storeKind, feedstock_id, limit, cursor } = query;
      const [runId, id] = (cursor ?? '').split('-').map(Number);
      const [fromYear, toYear] = [yearOrNone(from), yearOrNone(to, 1)];
      const isEmpty = fromYear !== undefined && toYear !== undefined && fromYear > toYear;
      if (isEmpty) throw new AppError('invalid_input', '`from` is later than `to`');
      const { entries, total, next } = await searchCatalog(
        parts.database.pool,
        {
          words: q === undefined ? [] : searchWords(q).slice(0, 20),
          variable: variable === undefined || variable.trim() === '' ? undefined : variableKey(variable),
          fromYear,
          toYear,
          bbox: bbox === undefined ? undefined : (parseBbox(bbox) ?? undefined),
          license,
          kind: storeKind,
          feedstockId: feedstock_id,
        },
        { limit, after: cursor === undefined ? null : { runId: runId ?? 0, id: id ?? 0 } },
      );
      const next_cursor = next === null ? null : `${next.runId}-${next.id}`;
      return json({ datasets: entries.map(rowOf), total, next_cursor });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/datasets/facets',
    operationId: 'read_dataset_facets',
    summary: 'Licences and kinds of the datasets, and how many there are of each',
    tags: ['dataset'],
    access: 'public',
    freshMs: 30_000,
    answers: {
      description: 'The most frequent first.',
      schema: z.object({ licenses: facet(z.string()), kinds: facet(kind) }),
    },
    handle: async ({ parts }) => json(await readCatalogFacets(parts.database.pool)),
  }),
  defineRoute({
    method: 'get',
    path: '/datasets/{id}',
    operationId: 'read_dataset',
    summary: 'One dataset of production',
    description: 'What is in it, how to open it, and its versions: each production run, and what it changed.',
    tags: ['dataset'],
    access: 'public',
    params: idPathSchema,
    answers: {
      description: 'The dataset.',
      schema: entrySchema.extend(detailsSchema.shape).meta({ id: 'DatasetDetails' }),
    },
    failures: { 404: 'There is no such dataset.' },
    async handle({ parts, params }) {
      const entry = await findCatalogEntry(parts.database.pool, params.id);
      if (!entry) throw new AppError('not_found', 'dataset not found');
      const versions = await listVersions(parts.database.pool, entry, VERSIONS);
      return json({ ...rowOf(entry), ...describeCatalogEntry(entry, versions, parts.bakeryConfigs) });
    },
  }),
];

const VERSIONS = 12;

/** `next`: how many of its last unit later, so that the end of `2000` is that of the year. */
function yearOrNone(date: string | undefined, next = 0): number | undefined {
  const year = date === undefined ? null : yearOf(date);
  if (year === null || date === undefined) return undefined;
  const unit = [1, 1 / 12, 1 / 372][date.split('T')[0]?.replace(/^-/, '').split('-').slice(1).length ?? 0] ?? 0;
  return year + next * unit - (next > 0 ? 1e-6 : 0);
}

function parseBbox(text: string): [number, number, number, number] | null {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const [west = 0, south = 0, east = 0, north = 0] = numbers;
  const isOnEarth = west >= -360 && west <= 360 && east >= -360 && east <= 360 && south >= -90 && north <= 90;
  return numbers.length === 4 && numbers.every(Number.isFinite) && isOnEarth && south <= north
    ? [west, south, east, north]
    : null;
}

function rowOf(entry: CatalogEntry) {
  return {
    id: entry.id,
    title: entry.title,
    feedstock_id: entry.feedstockId,
    feedstock: entry.feedstock,
    recipe_id: entry.recipeId,
    run_id: entry.runId,
    written_at: entry.writtenAt,
    kind: entry.kind,
    dataset_type: entry.datasetType,
    address: entry.address,
    verified: entry.verified,
    license: entry.license,
    variables: entry.variables,
    starts_at: entry.startsAt,
    ends_at: entry.endsAt,
    bbox: entry.bbox,
    size_bytes: entry.sizeBytes,
    objects: entry.objects,
    picture: pictureOf(entry),
  };
}
