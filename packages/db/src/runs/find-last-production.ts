import type { Queryable } from '../transaction.ts';
import { RUN_COLUMNS, RUN_TABLES, type RecipeRunRecord } from './recipe-run-record.ts';

export interface ProductionTarget {
  feedstockId: number;
  bakery: string;
  recipeId: string;
}

/** The newest production run of the target that ended by itself, well or not; one that somebody cancelled says nothing of the recipe. */
export async function findLastProduction(
  db: Queryable,
  { feedstockId, bakery, recipeId }: ProductionTarget,
): Promise<RecipeRunRecord | null> {
  const { rows } = await db.query<RecipeRunRecord>(
    `select ${RUN_COLUMNS} from ${RUN_TABLES}
     where r.feedstock_id = $1 and b.name = $2 and r.recipe_id = $3 and not r.is_test and r.dispatch_key is not null
       and r.status = 'completed' and r.conclusion in ('success', 'failure', 'timed_out', 'stale')
     order by r.id desc limit 1`,
    [feedstockId, bakery, recipeId],
  );
  return rows[0] ?? null;
}
