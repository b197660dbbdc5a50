import { defineEntity, p } from '@mikro-orm/core';
import type { StoreKind } from '@pangeo-forge/shared/names/dataset';
import { Timestamptz } from './times.ts';

/** One store that a run wrote, as it was found when it was opened after the bake. */
export const DatasetEntity = defineEntity({
  name: 'Dataset',
  tableName: 'dataset',
  properties: {
    id: p.bigint('string').primary().autoincrement(),
    recipe_run_id: p.integer(),
    recipe_id: p.text(),
    /** Of the stores of its run: the first is what `reciperun` names. */
    position: p.integer(),
    /** Below the target of its run; empty when the target itself is the store. */
    path: p.text().defaultRaw(`''`),
    /** Null: nothing of a known kind was seen. */
    kind: p.text().$type<StoreKind>().nullable(),
    /** Where people read it. */
    address: p.text().nullable(),
    /** Of Icechunk: the snapshot. */
    version: p.text().nullable(),
    /** As the inspector describes it. */
    description: p.json().$type<unknown>().nullable(),
    size_bytes: p.bigint('string').nullable(),
    objects: p.bigint('string').nullable(),
    /** Of an earlier version; not written. */
    picture: p.blob().nullable().lazy(),
    /** Of `picture`: for a light page, and for a dark one. */
    picture_hash: p.text().nullable(),
    picture_dark_hash: p.text().nullable(),
    /** What the picture shows. */
    picture_caption: p.text().nullable(),
    /** It was opened after it was written. */
    verified: p.boolean(),
    /** Why it was not opened. */
    problem: p.text().nullable(),
    /** A file of its metadata, and the hash of it when it was opened. */
    metadata_file: p.text().nullable(),
    metadata_sha256: p.text().nullable(),
    inspected_at: p.type(Timestamptz).$type<string>().defaultRaw('now()'),
  },
});

/** A picture of a dataset, by the SHA-256 of its content. */
export const PictureEntity = defineEntity({
  name: 'Picture',
  tableName: 'picture',
  properties: {
    hash: p.text().primary(),
    png: p.blob(),
    made_at: p.type(Timestamptz).$type<string>().defaultRaw('now()'),
  },
});
