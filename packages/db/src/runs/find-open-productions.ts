import type { Queryable } from '../transaction.ts';
import { RUN_COLUMNS, RUN_TABLES, type RecipeRunRecord } from './recipe-run-record.ts';

/** Production runs of a commit that are under way, waiting ones among them. */
export async function findOpenProductions(
  db: Queryable,
  of: { feedstockSpec: string; headSha: string },
): Promise<RecipeRunRecord[]> {
  const { rows } = await db.query<RecipeRunRecord>(
    `select ${RUN_COLUMNS} from ${RUN_TABLES}
     where lower(f.spec) = lower($1) and r.head_sha = $2 and not r.is_test and r.status = 'in_progress' and r.dispatch_key is not null
     order by r.id`,
    [of.feedstockSpec, of.headSha],
  );
  return rows;
}
