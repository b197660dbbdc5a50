import type { Queryable } from '../transaction.ts';
import { RUN_COLUMNS, RUN_TABLES, type RecipeRunRecord } from './recipe-run-record.ts';

export async function findRun(db: Queryable, id: number): Promise<RecipeRunRecord | null> {
  const { rows } = await db.query<RecipeRunRecord>(`select ${RUN_COLUMNS} from ${RUN_TABLES} where r.id = $1`, [id]);
  return rows[0] ?? null;
}

export interface HeadOfRuns {
  feedstockSpec: string;
  headSha: string;
  isTest: boolean;
}

/** The runs of a commit that this system registered, newest first. */
export async function findRunsOfHead(db: Queryable, head: HeadOfRuns): Promise<RecipeRunRecord[]> {
  const { rows } = await db.query<RecipeRunRecord>(
    `select ${RUN_COLUMNS} from ${RUN_TABLES}
     where f.spec = $1 and r.head_sha = $2 and r.is_test = $3 and r.dispatch_key is not null order by r.id desc`,
    [head.feedstockSpec, head.headSha, head.isTest],
  );
  return rows;
}
