import type { Queryable } from '../transaction.ts';

/** What a production run published, and what is known of it without looking. */
export interface PublishedDataset {
  runId: number;
  feedstockId: number;
  feedstockSpec: string;
  recipeId: string;
  datasetType: string | null;
  url: string;
  /** UTC, ISO 8601. */
  completedAt: string;
  /** meta.yaml as it was expanded for the run; null where this system did not. */
  meta: unknown;
  /** How often it was looked at in vain. */
  attempts: number;
}

/** Datasets whose item is missing, is of an older run, or is to be looked at again; the longest waiting first. */
export async function findUndescribedDatasets(db: Queryable, limit: number): Promise<PublishedDataset[]> {
  const { rows } = await db.query<PublishedDataset>(
    `with newest as (
       select distinct on (feedstock_id, recipe_id) * from reciperun
       where not is_test and status = 'completed' and conclusion = 'success' and dataset_public_url is not null
       order by feedstock_id, recipe_id, id desc)
     select r.id as "runId", r.feedstock_id as "feedstockId", f.spec as "feedstockSpec", r.recipe_id as "recipeId",
       r.dataset_type as "datasetType", r.dataset_public_url as url,
       to_char(coalesce(r.completed_at, r.started_at), 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "completedAt",
       (select result from runner_invocation i where i.key = 'expand_meta ' || f.spec || '@' || r.head_sha || ' merged') as meta,
       case when s.recipe_run_id = r.id then s.attempts else 0 end as attempts
     from newest r join feedstock f on f.id = r.feedstock_id
     left join stac_item s on s.feedstock_id = r.feedstock_id and s.recipe_id = r.recipe_id
     where s.recipe_run_id is distinct from r.id or s.look_again_at <= now()
     order by s.look_again_at nulls first, r.id limit $1`,
    [limit],
  );
  return rows;
}
