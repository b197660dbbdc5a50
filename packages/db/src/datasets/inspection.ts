import { datasetTypeOf, type StoreKind } from '@pangeo-forge/shared/names/dataset';
import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import { sql } from 'kysely';
import type { InvocationRequest } from '../entities/runner-invocation.entity.ts';
import type { Row } from '../entities/tables.ts';
import { affected, all, build, first, msSince } from '../statements.ts';
import { storableJson, storableText } from '../storable.ts';
import { inTransaction, type Queryable } from '../transaction.ts';
import { LAST_CHECK_AFTER_MS } from '../notifications/apply-dataflow-notification.ts';
import { type CatalogFields, writeCatalog } from '../catalog/write-catalog.ts';
import { type FoundPicture, removeUnusedPictures, storePicture } from './pictures.ts';
import { enqueueReconciliation } from '../following/enqueue-reconciliation.ts';
import { transitionRun } from '../runs/transition-run.ts';
import { enqueueWork } from '../work/enqueue-work.ts';
import { inspectionWork } from '../work/work.ts';
import type { Pool } from 'pg';

type RunRow = Row<'reciperun'>;

/** A run whose datasets are to be inspected. */
export interface RunToInspect extends Pick<RunRow, 'id' | 'status' | 'conclusion'> {
  bakery: string;
  feedstockId: number;
  feedstockSpec: string;
  recipeId: string;
  isTest: boolean;
  /** meta.yaml as it was expanded for the run; null where this system did not. */
  meta: unknown;
  /** What was asked of the runner; null for a run of the original, of which only its published address is known. */
  bake: NonNullable<InvocationRequest['bake']> | null;
  targetUrl: string | null;
  datasetPublicUrl: string | null;
  /** The bakery has not been asked about its job since it reported success: what the job used is not known yet. */
  awaitsLastCheck: boolean;
  /** Since its bakery reported success, by the database's clock. */
  bakedMs: number | null;
}

export function findRunToInspect(db: Queryable, runId: number): Promise<RunToInspect | null> {
  const bake = sql<RunToInspect['bake']>`(select i.request -> 'bake' from runner_invocation i
    where i.recipe_run_id = r.id and i.request ? 'bake' order by i.id desc limit 1)`;
  const meta = sql<unknown>`(select i.result from runner_invocation i
    where i.key = 'expand_meta ' || f.spec || '@' || r.head_sha || ' merged')`;
  return first(
    db,
    build
      .selectFrom('reciperun as r')
      .innerJoin('bakery as b', 'b.id', 'r.bakery_id')
      .innerJoin('feedstock as f', 'f.id', 'r.feedstock_id')
      .select(({ ref }) => [
        'r.id',
        'r.status',
        'r.conclusion',
        'b.name as bakery',
        'r.feedstock_id as feedstockId',
        'f.spec as feedstockSpec',
        'r.recipe_id as recipeId',
        'r.is_test as isTest',
        meta.as('meta'),
        bake.as('bake'),
        'r.target_url as targetUrl',
        'r.dataset_public_url as datasetPublicUrl',
        sql<boolean>`r.submitted_at is not null and r.observed_at is null`.as('awaitsLastCheck'),
        msSince(ref('r.baked_at')).as('bakedMs'),
      ])
      .where('r.id', '=', runId),
  );
}

/** One store of a run, as it is stored. */
export interface FoundDataset {
  path: string;
  kind: StoreKind | null;
  address: string | null;
  version: string | null;
  description: object | null;
  sizeBytes: number | null;
  objects: number | null;
  verified: boolean;
  problem: string | null;
  /** A file of its metadata, as it was read; null where it was not. */
  metadata?: { file: string; sha256: string } | null;
  /** Null where it cannot be drawn. */
  picture: FoundPicture | null;
}

/** `datasets`: the run's own first. */
export type InspectionResult =
  | { outcome: 'found'; datasets: readonly [FoundDataset, ...FoundDataset[]] }
  /** It may be there: it could not be opened, and that is not known to be its fault. */
  | { outcome: 'not_verified'; datasets: readonly [FoundDataset, ...FoundDataset[]]; reason: string }
  /** There is nothing of a known kind that can be opened. */
  | { outcome: 'nothing'; reason: string };

/**
 * Stores what an inspection found, in place of what an earlier one did. A run in progress ends with it; of one that
 * has ended only its datasets are written, and those that were opened once stay when this time nothing could be.
 * Those of a production run become the recipe's in the catalogue.
 * @param catalog what each of the datasets is found by
 * Returns the work that became due.
 */
export async function concludeInspection(
  pool: Pool,
  run: RunToInspect,
  result: InspectionResult,
  catalog: readonly CatalogFields[] = [],
): Promise<DueWork[]> {
  return inTransaction(pool, async (client) => {
    const locked = await first(
      client,
      build.selectFrom('reciperun').select('status').where('id', '=', run.id).forUpdate(),
    );
    if (!locked) return [];
    const endsRun = locked.status === 'in_progress';
    if (result.outcome === 'found' || endsRun || !(await hasVerifiedDataset(client, run.id))) {
      await replaceDatasets(client, run, result.outcome === 'nothing' ? [] : result.datasets);
      if (!run.isTest && catalog.length > 0) await writeCatalog(client, { ...run, runId: run.id }, catalog);
    }
    if (!endsRun) return [];
    const ended = await transitionRun(client, run.id, eventOf(result));
    if (ended.outcome !== 'changed') return [];
    if (run.awaitsLastCheck) await enqueueReconciliation(client, run.id, LAST_CHECK_AFTER_MS);
    return ended.due;
  });
}

function eventOf(result: InspectionResult): Parameters<typeof transitionRun>[2] {
  if (result.outcome === 'nothing') return { type: 'failed', actor: 'worker', reason: result.reason };
  const [{ address, kind, verified }] = result.datasets;
  return {
    type: 'inspected',
    actor: 'worker',
    datasetPublicUrl: verified ? address : null,
    datasetType: verified && kind ? datasetTypeOf(kind) : null,
  };
}

async function hasVerifiedDataset(db: Queryable, runId: number): Promise<boolean> {
  const verified = build
    .selectFrom('dataset')
    .select('id')
    .where('recipe_run_id', '=', runId)
    .where('verified', '=', true);
  return (await first(db, verified.limit(1))) !== null;
}

async function replaceDatasets(db: Queryable, run: RunToInspect, datasets: readonly FoundDataset[]): Promise<void> {
  const removed = build.deleteFrom('dataset').where('recipe_run_id', '=', run.id);
  const earlier = await all(db, removed.returning(['picture_hash', 'picture_dark_hash']));
  for (const [position, found] of datasets.entries()) {
    const picture = found.picture && (await storePicture(db, found.picture));
    await affected(
      db,
      build.insertInto('dataset').values({
        recipe_run_id: run.id,
        recipe_id: run.recipeId,
        position,
        path: storableText(found.path),
        kind: found.kind,
        address: storableText(found.address),
        version: storableText(found.version),
        description: found.description === null ? null : storableJson(found.description),
        size_bytes: found.sizeBytes === null ? null : String(found.sizeBytes),
        objects: found.objects === null ? null : String(found.objects),
        verified: found.verified,
        problem: storableText(found.problem),
        metadata_file: storableText(found.metadata?.file ?? null),
        metadata_sha256: found.metadata?.sha256 ?? null,
        picture_hash: picture?.light ?? null,
        picture_dark_hash: picture?.dark ?? null,
        picture_caption: storableText(found.picture?.caption ?? null),
      }),
    );
  }
  const hashes = earlier.flatMap((row) => [row.picture_hash, row.picture_dark_hash]);
  await removeUnusedPictures(
    db,
    hashes.filter((hash) => hash !== null),
  );
}

/**
 * Has the datasets of successful runs inspected that were not yet, those of the original's runs included; with
 * `again`, all of them. Returns how many runs, and what is to be woken after the commit.
 */
export async function requestInspections(db: Queryable, { again }: { again: boolean }): Promise<DueWork[]> {
  const inspected = build
    .selectFrom('dataset as d')
    .select('d.id')
    .where('d.verified', '=', true)
    .where('d.recipe_run_id', '=', sql<number>`r.id`);
  let runs = build
    .selectFrom('reciperun as r')
    .select('r.id')
    .where('r.status', '=', 'completed')
    .where('r.conclusion', '=', 'success')
    .where('r.dataset_public_url', 'is not', null)
    .orderBy('r.id', 'desc');
  if (!again) runs = runs.where(({ not, exists }) => not(exists(inspected)));
  const due: DueWork[] = [];
  for (const { id } of await all(db, runs)) due.push(await enqueueWork(db, inspectionWork(id)));
  return due;
}
