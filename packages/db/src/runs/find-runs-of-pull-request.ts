import type { Queryable } from '../transaction.ts';
import { RUN_COLUMNS, RUN_TABLES, type RecipeRunRecord } from './recipe-run-record.ts';

export interface PullRequestOfRuns {
  feedstockSpec: string;
  pullRequest: number;
}

/** The runs that this system registered for a pull request, of all its commits and of its merge, newest first. */
export async function findRunsOfPullRequest(db: Queryable, of: PullRequestOfRuns): Promise<RecipeRunRecord[]> {
  const { rows } = await db.query<RecipeRunRecord>(
    `select ${RUN_COLUMNS} from ${RUN_TABLES}
     where lower(f.spec) = lower($1) and r.pull_request = $2 and r.dispatch_key is not null order by r.id desc`,
    [of.feedstockSpec, of.pullRequest],
  );
  return rows;
}
