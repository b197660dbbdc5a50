import type { Queryable } from '../transaction.ts';

export interface StoredItem {
  feedstockSpec: string;
  /** As the datasets package made them. */
  item: unknown;
  collection: unknown;
}

/** Specs of the feedstocks that have published something, in order. */
export async function listStacFeedstocks(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ spec: string }>(
    'select distinct f.spec from stac_item s join feedstock f on f.id = s.feedstock_id order by f.spec',
  );
  return rows.map(({ spec }) => spec);
}

/** The items of a feedstock, those of its newest run last. */
export async function listStacItems(db: Queryable, feedstockSpec: string): Promise<StoredItem[]> {
  const { rows } = await db.query<StoredItem>(
    `select f.spec as "feedstockSpec", s.item, s.collection from stac_item s join feedstock f on f.id = s.feedstock_id
     where f.spec = $1 order by s.recipe_run_id`,
    [feedstockSpec],
  );
  return rows;
}
