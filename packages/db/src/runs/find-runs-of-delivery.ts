import type { Queryable } from '../transaction.ts';
import { RUN_COLUMNS, RUN_TABLES, type RecipeRunRecord } from './recipe-run-record.ts';

/** The runs that a delivery started, in the order of their ids. */
export async function findRunsOfDelivery(db: Queryable, deliveryId: string): Promise<RecipeRunRecord[]> {
  const { rows } = await db.query<RecipeRunRecord>(
    `select ${RUN_COLUMNS} from ${RUN_TABLES}
     where r.id in (
       select recipe_run_id from journal
       where delivery_id = $1 and kind = 'transition' and decision = 'changed' and from_state = 'queued')
     order by r.id`,
    [deliveryId],
  );
  return rows;
}
