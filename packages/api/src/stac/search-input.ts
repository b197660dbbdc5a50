import type { StacQuery } from '@pangeo-forge/db/stac/stac-query';
import { feedstockSpecOf } from '@pangeo-forge/datasets/stac/stac-links';
import { z } from 'zod';
import { filterOfJson } from './cql2/cql2-json.ts';
import { jsonOfText } from './cql2/cql2-text.ts';
import { regionOf, regionOfBbox } from './geometry.ts';
import { intervalOf } from './moments.ts';
import { StacProblem } from './stac-problem.ts';

const DEFAULT_LIMIT = 10;
const MAX_PAGE = 250;
const MAX_IDS = 500;

export const pageQuery = {
  limit: z
    .string()
    .optional()
    .meta({ description: `Items of a page, which holds up to ${MAX_PAGE}.` }),
  token: z.string().optional().meta({ description: 'Where the page starts: taken from a link `next`.' }),
};

/** Texts, as they are in a URL. */
export const itemsQuery = z.object({
  ...pageQuery,
  bbox: z.string().optional().meta({ description: 'West, south, east, north in degrees.' }),
  datetime: z.string().optional().meta({ description: 'A moment, or an interval such as `2000-01-01T00:00:00Z/..`.' }),
  filter: z.string().optional().meta({ description: 'CQL2. `/stac/queryables` names the properties.' }),
  'filter-lang': z.string().optional().meta({ description: '`cql2-text`, the default here, or `cql2-json`.' }),
  'filter-crs': z.string().optional().meta({ description: 'WGS 84 only.' }),
});

export const searchQuery = itemsQuery.extend({
  collections: z.string().optional().meta({ description: 'Ids, separated by commas.' }),
  ids: z.string().optional().meta({ description: 'Ids of items, separated by commas.' }),
  intersects: z.string().optional().meta({ description: 'A geometry of GeoJSON.' }),
});

export const searchBody = z.object({
  limit: z.unknown().optional().meta({ description: 'Items of a page.', type: 'integer' }),
  token: z.unknown().optional().meta({ description: 'Where the page starts.', type: 'string' }),
  bbox: z.unknown().optional().meta({ description: 'West, south, east, north in degrees.', type: 'array' }),
  datetime: z.unknown().optional().meta({ description: 'A moment or an interval.', type: 'string' }),
  collections: z.unknown().optional().meta({ description: 'Ids of collections.', type: 'array' }),
  ids: z.unknown().optional().meta({ description: 'Ids of items.', type: 'array' }),
  intersects: z.unknown().optional().meta({ description: 'A geometry of GeoJSON.', type: 'object' }),
  filter: z.unknown().optional().meta({ description: 'CQL2.' }),
  'filter-lang': z
    .unknown()
    .optional()
    .meta({ description: '`cql2-json`, the default here, or `cql2-text`.', type: 'string' }),
  'filter-crs': z.unknown().optional().meta({ description: 'WGS 84 only.', type: 'string' }),
});

export type SearchFields = Partial<Record<keyof z.input<typeof searchBody>, unknown>>;

export interface Search {
  query: StacQuery;
  limit: number;
  after: number | null;
}

/**
 * What a URL asks for, as a body would.
 * @throws StacProblem
 */
export function fieldsOfUrl(query: z.output<typeof searchQuery>): SearchFields {
  const list = (text: string | undefined) => text?.split(',').map((part) => part.trim());
  const json = (text: string, name: string) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      throw new StacProblem(`${name} is no JSON.`);
    }
  };
  const { limit, bbox, collections, ids, intersects, filter, ...same } = query;
  const language = query['filter-lang'] ?? 'cql2-text';
  return {
    ...same,
    'filter-lang': language,
    ...(limit === undefined ? {} : { limit: numberOf(limit) }),
    ...(bbox === undefined ? {} : { bbox: list(bbox)?.map(numberOf) }),
    ...(collections === undefined ? {} : { collections: list(collections) }),
    ...(ids === undefined ? {} : { ids: list(ids) }),
    ...(intersects === undefined ? {} : { intersects: json(intersects, 'intersects') }),
    ...(filter === undefined ? {} : { filter: language === 'cql2-json' ? json(filter, 'filter') : filter }),
  };
}

const numberOf = (text: string) => (text.trim() === '' ? Number.NaN : Number(text));

/**
 * Checks what is searched for.
 * @throws StacProblem with the first thing that is wrong.
 */
export function searchOf(fields: SearchFields): Search {
  const { bbox, datetime, collections, ids, intersects, filter } = withoutNulls(fields);
  if (bbox !== undefined && intersects !== undefined)
    throw new StacProblem('Only one of bbox and intersects can be used.');
  return {
    limit: limitOf(fields.limit),
    after: tokenOf(fields.token),
    query: {
      feedstocks: collections === undefined ? undefined : idsOf(collections, 'collections').map(feedstockSpecOf),
      ids: ids === undefined ? undefined : idsOf(ids, 'ids'),
      region: regionAskedFor(bbox, intersects),
      interval: datetime === undefined ? undefined : intervalOf(typeof datetime === 'string' ? datetime : ''),
      filter: filter === undefined ? undefined : filterOf(filter, fields),
    },
  };
}

function withoutNulls(fields: SearchFields): SearchFields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined));
}

function regionAskedFor(bbox: unknown, intersects: unknown) {
  if (bbox !== undefined) return regionOfBbox(bbox);
  return intersects === undefined ? undefined : regionOf(intersects, 'intersects');
}

/** @throws StacProblem */
export function limitOf(given: unknown, { fallback = DEFAULT_LIMIT } = {}): number {
  const limit = given ?? fallback;
  if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 1)
    throw new StacProblem('limit has to be a whole number from 1 on.');
  return Math.min(limit, MAX_PAGE);
}

/** @throws StacProblem */
export function limitOfUrl(given: string | undefined, options: { fallback: number }): number {
  return limitOf(given === undefined ? undefined : numberOf(given), options);
}

function tokenOf(given: unknown): number | null {
  if (given === undefined || given === null) return null;
  if (typeof given !== 'string' || !/^\d{1,9}$/.test(given)) throw new StacProblem('token is not from a link next.');
  return Number(given);
}

function idsOf(given: unknown, name: string): string[] {
  const schema = z
    .array(
      z
        .string()
        .max(500)
        .refine((id) => !id.includes('\0') && id.isWellFormed()),
    )
    .max(MAX_IDS);
  const { data } = schema.safeParse(given);
  if (!data) throw new StacProblem(`${name} has to be a list of up to ${MAX_IDS} ids.`);
  return data;
}

const WGS84 = /^https?:\/\/www\.opengis\.net\/def\/crs\/OGC\/1\.3\/CRS84h?$/;

function filterOf(filter: unknown, fields: SearchFields) {
  const { 'filter-lang': language = 'cql2-json', 'filter-crs': crs } = withoutNulls(fields);
  if (crs !== undefined && !(typeof crs === 'string' && WGS84.test(crs)))
    throw new StacProblem('filter-crs has to be http://www.opengis.net/def/crs/OGC/1.3/CRS84.');
  if (language === 'cql2-json') return filterOfJson(filter);
  if (language !== 'cql2-text') throw new StacProblem('filter-lang has to be cql2-text or cql2-json.');
  if (typeof filter !== 'string') throw new StacProblem('filter has to be a text of CQL2.');
  return filterOfJson(jsonOfText(filter));
}
