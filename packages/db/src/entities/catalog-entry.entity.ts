import { defineEntity, p } from '@mikro-orm/core';
import type { StoreKind } from '@pangeo-forge/shared/names/dataset';
import { Timestamptz } from './times.ts';

const number = () => p.double().nullable();

/** A dataset of production, whichever run wrote it last: what the list of datasets shows and searches. */
export const CatalogEntryEntity = defineEntity({
  name: 'CatalogEntry',
  tableName: 'catalog_entry',
  properties: {
    /** Of its page; it stays when the dataset is written again. */
    id: p.bigint('string').primary().autoincrement(),
    feedstock_id: p.integer(),
    recipe_id: p.text(),
    /** Of the stores of its run. */
    position: p.integer().defaultRaw('0'),
    /** Which wrote it last. */
    recipe_run_id: p.integer(),
    title: p.text(),
    license: p.text().nullable(),
    kind: p.text().$type<StoreKind>().nullable(),
    /** What a text is searched in: lower case, without punctuation. */
    words: p.text(),
    /** Names and standard names, in lower case. */
    variables: p.array().$type<string[]>().defaultRaw(`'{}'`),
    /** In its own calendar, ISO 8601. */
    starts_at: p.text().nullable(),
    ends_at: p.text().nullable(),
    /** The same as numbers, since a calendar may have a February 30th. */
    starts_year: number(),
    ends_year: number(),
    /** WGS 84; west is greater than east where the 180th meridian is crossed. */
    west: number(),
    south: number(),
    east: number(),
    north: number(),
    /** Its store was opened. */
    is_described: p.boolean().defaultRaw('false'),
    written_at: p.type(Timestamptz).$type<string>().defaultRaw('now()'),
  },
});
