import type { Queryable } from '../transaction.ts';
import { RUN_COLUMNS, RUN_TABLES, type RecipeRunRecord } from './recipe-run-record.ts';

/** The newest production run of each recipe of a feedstock, queued and running ones among them; what somebody cancelled wrote nothing to the end. */
export async function findNewestProductions(db: Queryable, feedstockSpec: string): Promise<RecipeRunRecord[]> {
  const { rows } = await db.query<RecipeRunRecord>(
    `select distinct on (r.recipe_id) ${RUN_COLUMNS} from ${RUN_TABLES}
     where lower(f.spec) = lower($1) and not r.is_test and r.dispatch_key is not null and r.conclusion is distinct from 'cancelled'
     order by r.recipe_id, r.id desc`,
    [feedstockSpec],
  );
  return rows;
}
