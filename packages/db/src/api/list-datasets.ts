import type { Queryable } from '../transaction.ts';

export type DatasetKind = 'all' | 'production' | 'test';

/** Datasets that completed, successful runs of the feedstock published, as a JSON array in text; `[]` for an unknown feedstock too. */
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
