import { affected, all, build, now } from '../statements.ts';
import type { StoreKind } from '@pangeo-forge/shared/names/dataset';
import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import type { Queryable } from '../transaction.ts';
import { ensureUpkeep } from '../upkeep/ensure-upkeep.ts';

/** What a production run published, and what is known of it before it is opened. */
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
  /** As it was described when it was opened after the bake; null where it was not. */
  description: unknown;
  /** Commit of the feedstock. */
  sha: string;
  bakery: string;
  /** Of its store, as it was opened after the bake; null where it was not. */
  kind: StoreKind | null;
  sizeBytes: number | null;
  objects: number | null;
  /** How often it could not be opened. */
  attempts: number;
}

/**
 * Datasets whose item is missing, is of an older run, or is to be opened again; the longest waiting first. SQL: the
 * newest run of each is a CTE.
 */
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
       d.description,
       r.head_sha as sha, b.name as bakery, d.kind, d.size_bytes::float8 as "sizeBytes", d.objects::float8 as objects,
       case when s.recipe_run_id = r.id then s.attempts else 0 end as attempts
     from newest r join feedstock f on f.id = r.feedstock_id join bakery b on b.id = r.bakery_id
     left join dataset d on d.recipe_run_id = r.id and d.position = 0 and d.verified
     left join stac_item s on s.feedstock_id = r.feedstock_id and s.recipe_id = r.recipe_id
     where s.recipe_run_id is distinct from r.id or s.look_again_at <= now()
     order by s.look_again_at nulls first, r.id limit $1`,
    [limit],
  );
  return rows;
}

export interface WrittenItem {
  item: object;
  collection: object;
  /** Its dataset was opened; otherwise the item says what is known without. */
  isDescribed: boolean;
  /** Why it could not be opened. */
  problem: string | null;
  /** Null: never automatically. */
  retryInMs: number | null;
}

/**
 * Stores the item of a dataset. One that could not be opened now never replaces a description of the same run. SQL, for
 * the cases of its `on conflict`.
 */
export async function writeStacItem(db: Queryable, dataset: PublishedDataset, written: WrittenItem): Promise<void> {
  await db.query(
    `insert into stac_item as s (feedstock_id, recipe_id, recipe_run_id, item, collection, is_described, problem, attempts, look_again_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, now() + $9::float8 * interval '1 millisecond')
     on conflict (feedstock_id, recipe_id) do update set
       item = case when s.recipe_run_id = excluded.recipe_run_id and s.is_described and not excluded.is_described then s.item else excluded.item end,
       is_described = excluded.is_described or (s.is_described and s.recipe_run_id = excluded.recipe_run_id),
       recipe_run_id = excluded.recipe_run_id, collection = excluded.collection, problem = excluded.problem,
       attempts = excluded.attempts, look_again_at = excluded.look_again_at, written_at = now()`,
    [
      dataset.feedstockId,
      dataset.recipeId,
      dataset.runId,
      JSON.stringify(written.item),
      JSON.stringify(written.collection),
      written.isDescribed,
      written.problem,
      written.isDescribed ? 0 : dataset.attempts + 1,
      written.retryInMs,
    ],
  );
}

const storedItems = build.selectFrom('stac_item as s').innerJoin('feedstock as f', 'f.id', 's.feedstock_id');

/** Specs of the feedstocks that have published something, in order. */
export async function listStacFeedstocks(db: Queryable): Promise<string[]> {
  const found = await all(db, storedItems.select('f.spec').distinct().orderBy('f.spec'));
  return found.map(({ spec }) => spec);
}

/**
 * Has every item made anew; until then the old ones are served. Answers how many, and what to wake after the commit.
 */
export async function requestStacRebuild(db: Queryable): Promise<{ items: number; due: DueWork[] }> {
  const items = await affected(db, build.updateTable('stac_item').set({ look_again_at: now, attempts: 0 }));
  return { items, due: await ensureUpkeep(db, [STAC_UPKEEP]) };
}

/** Names the upkeep that keeps the STAC catalogue as the datasets are. */
export const STAC_UPKEEP = 'keep the STAC catalogue';
