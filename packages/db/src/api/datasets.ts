import type { StoreKind } from '@pangeo-forge/shared/names/dataset';
import { sql } from 'kysely';
import { all, build, first } from '../statements.ts';
import type { Queryable } from '../transaction.ts';

export type DatasetKind = 'all' | 'production' | 'test';

/**
 * Datasets that completed, successful runs of the feedstock published, as a JSON array in text, which Postgres writes
 * (SQL); `[]` for an unknown feedstock too.
 */
export async function listDatasets(db: Queryable, feedstockId: number, kind: DatasetKind): Promise<string> {
  const { rows } = await db.query<{ json: string | null }>(
    `select '[' || string_agg(row_to_json(dataset)::text, ',') || ']' as json from (
       select id, recipe_id, feedstock_id, is_test, dataset_type, dataset_public_url from reciperun
       where feedstock_id = $1::bigint and status = 'completed' and conclusion = 'success' and dataset_public_url is not null
         and ($2 = 'all' or is_test = ($2 = 'test'))
       order by id) dataset`,
    [feedstockId, kind],
  );
  return rows[0]?.json ?? '[]';
}

/** Those of these URLs that a dataset was published at. */
export async function findDatasetUrls(db: Queryable, urls: readonly string[]): Promise<string[]> {
  const found = build
    .selectFrom('reciperun')
    .select('dataset_public_url as url')
    .distinct()
    .where('dataset_public_url', 'in', [...urls]);
  return (await all(db, found)).flatMap(({ url }) => url ?? []);
}

export interface PublishedDataset {
  bakery: string;
  type: string | null;
  url: string;
  /** As it was recognised when it was opened; null where it was not. */
  kind: StoreKind | null;
  version: string | null;
  /** As the inspector describes it. */
  description: unknown;
  /** Of its files. */
  sizeBytes: number | null;
  /** It was opened after it was written. */
  verified: boolean;
  /** Why it was not opened; null where nobody tried. */
  problem: string | null;
}

/** What a run wrote, if it succeeded and the public can read it. */
export function findPublishedDataset(db: Queryable, runId: number): Promise<PublishedDataset | null> {
  return first(
    db,
    build
      .selectFrom('reciperun as r')
      .innerJoin('bakery as b', 'b.id', 'r.bakery_id')
      .leftJoin('dataset as d', (join) => join.onRef('d.recipe_run_id', '=', 'r.id').on('d.position', '=', 0))
      .select(['b.name as bakery', 'r.dataset_type as type', 'r.dataset_public_url as url', 'd.kind', 'd.version'])
      .select(['d.problem', 'd.description', sql<number | null>`d.size_bytes::float8`.as('sizeBytes')])
      .select(sql<boolean>`coalesce(d.verified, false)`.as('verified'))
      .where('r.id', '=', sql<number>`${runId}::bigint`)
      .where('r.status', '=', 'completed')
      .where('r.conclusion', '=', 'success')
      .where('r.dataset_public_url', 'is not', null)
      .$narrowType<{ url: string }>(),
  );
}
