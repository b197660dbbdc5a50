import { sql } from 'kysely';
import type { DispatchKey } from '../names/dispatch-key.ts';
import { affected, build, first } from '../statements.ts';
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

/** The queued run of this dispatch key: a new one, or the one that exists. */
export async function registerRun(db: Queryable, run: NewRun): Promise<RecipeRunRecord> {
  await affected(
    db,
    build
      .insertInto('reciperun')
      .values({
        recipe_id: run.recipeId,
        bakery_id: run.bakeryId,
        feedstock_id: run.feedstockId,
        head_sha: run.headSha,
        version: '',
        started_at: sql<string>`now() at time zone 'utc'`,
        status: 'queued',
        is_test: run.isTest,
        dataset_type: run.datasetType,
        dispatch_key: run.dispatchKey,
        clone_url: run.cloneUrl,
        feedstock_subdir: run.feedstockSubdir,
        pull_request: run.pullRequest,
        requested_by: run.requestedBy,
        retry_of: run.retryOf ?? null,
      })
      .onConflict((same) => same.column('dispatch_key').doNothing()),
  );
  const { dispatchKey } = run;
  const found = await first(db, build.selectFrom('reciperun').select('id').where('dispatch_key', '=', dispatchKey));
  const registered = found && (await findRun(db, found.id));
  if (!registered) throw new Error(`the run ${dispatchKey} vanished while it was registered`);
  return registered;
}
