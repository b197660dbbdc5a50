import type { StoreKind } from '@pangeo-forge/shared/names/dataset';
import { storableText } from '../storable.ts';
import type { Queryable } from '../transaction.ts';

/** What a dataset is found by. */
export interface CatalogFields {
  title: string;
  /** Null where meta.yaml names none. */
  license: string | null;
  kind: StoreKind | null;
  /** Lower case, without punctuation. */
  words: string;
  /** Names and standard names, in lower case. */
  variables: readonly string[];
  /** ISO 8601, in the calendar of the data. The years have decimals. */
  time: { start: string; end: string; startYear: number; endYear: number } | null;
  /** West, south, east, north. */
  bbox: readonly [number, number, number, number] | null;
  /** Its store was opened. */
  isDescribed: boolean;
}

export interface CatalogRun {
  runId: number;
  feedstockId: number;
  recipeId: string;
}

/**
 * Makes these stores the datasets of a recipe, in place of what an earlier production run wrote; entries keep their
 * ids. What an older run wrote changes nothing. With `fill`, entries of this very run are only written where they were
 * not described. SQL, for the conditions of its `on conflict`.
 */
export async function writeCatalog(
  db: Queryable,
  { runId, feedstockId, recipeId }: CatalogRun,
  stores: readonly CatalogFields[],
  { fill = false } = {},
): Promise<void> {
  for (const [position, fields] of stores.entries()) {
    await db.query(
      `insert into catalog_entry as e (feedstock_id, recipe_id, position, recipe_run_id, title, license, kind, words,
         variables, starts_at, ends_at, starts_year, ends_year, west, south, east, north, is_described)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
       on conflict (feedstock_id, recipe_id, position) do update set
         recipe_run_id = excluded.recipe_run_id, title = excluded.title, license = excluded.license,
         kind = coalesce(excluded.kind, case when e.recipe_run_id = excluded.recipe_run_id then e.kind end),
         words = excluded.words, variables = excluded.variables, starts_at = excluded.starts_at,
         ends_at = excluded.ends_at, starts_year = excluded.starts_year, ends_year = excluded.ends_year,
         west = excluded.west, south = excluded.south, east = excluded.east, north = excluded.north,
         is_described = excluded.is_described, written_at = now()
       where e.recipe_run_id < excluded.recipe_run_id
         or e.recipe_run_id = excluded.recipe_run_id and not ($19 and e.is_described)`,
      [
        feedstockId,
        recipeId,
        position,
        runId,
        storableText(fields.title),
        storableText(fields.license),
        fields.kind,
        storableText(fields.words),
        fields.variables.map((name) => storableText(name)),
        storableText(fields.time?.start ?? null),
        storableText(fields.time?.end ?? null),
        fields.time?.startYear ?? null,
        fields.time?.endYear ?? null,
        ...(fields.bbox ?? [null, null, null, null]),
        fields.isDescribed,
        fill,
      ],
    );
  }
  if (fill) return;
  await db.query(
    `delete from catalog_entry where feedstock_id = $1 and recipe_id = $2 and position >= $3 and recipe_run_id <= $4`,
    [feedstockId, recipeId, stores.length, runId],
  );
}
