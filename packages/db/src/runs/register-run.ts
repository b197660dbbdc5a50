import type { DispatchKey } from '../names/dispatch-key.ts';
import type { Queryable } from '../transaction.ts';
import { findRun, type RecipeRunRecord } from './find-runs.ts';

export interface NewRun {
  /** Names the reason of the run's being, so that the same reason never registers two. */
  dispatchKey: DispatchKey;
  recipeId: string;
  bakeryId: number;
  feedstockId: number;
  headSha: string;
  isTest: boolean;
  datasetType: string;
  cloneUrl: string;
  feedstockSubdir: string | null;
  pullRequest: number | null;
  requestedBy: string | null;
  retryOf?: number;
}

/** The queued run of this dispatch key: a new one, or the one that is there. */
export async function registerRun(db: Queryable, run: NewRun): Promise<RecipeRunRecord> {
  await db.query(
    `insert into reciperun (recipe_id, bakery_id, feedstock_id, head_sha, version, started_at, status, is_test, dataset_type,
       dispatch_key, clone_url, feedstock_subdir, pull_request, requested_by, retry_of)
     values ($1, $2, $3, $4, '', now() at time zone 'utc', 'queued', $5, $6, $7, $8, $9, $10, $11, $12)
     on conflict (dispatch_key) do nothing`,
    [
      run.recipeId,
      run.bakeryId,
      run.feedstockId,
      run.headSha,
      run.isTest,
      run.datasetType,
      run.dispatchKey,
      run.cloneUrl,
      run.feedstockSubdir,
      run.pullRequest,
      run.requestedBy,
      run.retryOf ?? null,
    ],
  );
  const { rows } = await db.query<{ id: number }>('select id from reciperun where dispatch_key = $1', [
    run.dispatchKey,
  ]);
  const registered = await findRun(db, rows[0]?.id ?? 0);
  if (!registered) throw new Error(`the run ${run.dispatchKey} vanished while it was registered`);
  return registered;
}
