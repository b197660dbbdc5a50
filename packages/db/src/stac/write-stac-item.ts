import type { Queryable } from '../transaction.ts';
import type { PublishedDataset } from './find-undescribed-datasets.ts';

export interface WrittenItem {
  item: object;
  collection: object;
  /** Its dataset was opened; otherwise the item says what is known without. */
  isDescribed: boolean;
  /** Why it could not be opened. */
  problem: string | null;
  /** Null: not by itself. */
  lookAgainInMs: number | null;
}

/** Stores the item of a dataset. One that could not be opened now never replaces a description of the same run. */
export async function writeStacItem(db: Queryable, dataset: PublishedDataset, written: WrittenItem): Promise<void> {
  await db.query(
    `insert into stac_item as s (feedstock_id, recipe_id, recipe_run_id, item, collection, is_described, problem, attempts, look_again_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, now() + $9::float8 * interval '1 millisecond')
     on conflict (feedstock_id, recipe_id) do update set
       item = case when s.recipe_run_id = excluded.recipe_run_id and s.is_described and not excluded.is_described then s.item else excluded.item end,
       is_described = excluded.is_described or (s.is_described and s.recipe_run_id = excluded.recipe_run_id),
       recipe_run_id = excluded.recipe_run_id, collection = excluded.collection, problem = excluded.problem,
       attempts = excluded.attempts, look_again_at = excluded.look_again_at, written_at = now()`,
    [
      dataset.feedstockId,
      dataset.recipeId,
      dataset.runId,
      JSON.stringify(written.item),
      JSON.stringify(written.collection),
      written.isDescribed,
      written.problem,
      written.isDescribed ? 0 : dataset.attempts + 1,
      written.lookAgainInMs,
    ],
  );
}
