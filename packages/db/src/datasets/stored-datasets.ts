import type { StoreKind } from '@pangeo-forge/shared/names/dataset';
import { sql } from 'kysely';
import { all, build, first, iso } from '../statements.ts';
import type { Queryable } from '../transaction.ts';

/** A dataset of a run, as it was found when it was opened. */
export interface StoredDataset {
  path: string;
  kind: StoreKind | null;
  address: string | null;
  version: string | null;
  /** As the inspector describes it. */
  description: unknown;
  sizeBytes: number | null;
  objects: number | null;
  verified: boolean;
  problem: string | null;
  /** Hashes of its pictures for light and for dark pages; null where it has none. */
  picture: string | null;
  pictureDark: string | null;
  pictureCaption: string | null;
  /** ISO 8601, UTC. */
  inspectedAt: string;
}

const stored = build
  .selectFrom('dataset as d')
  .select(({ ref }) => [
    'd.path',
    'd.kind',
    'd.address',
    'd.version',
    'd.description',
    sql<number | null>`d.size_bytes::float8`.as('sizeBytes'),
    sql<number | null>`d.objects::float8`.as('objects'),
    'd.verified',
    'd.problem',
    'd.picture_hash as picture',
    'd.picture_dark_hash as pictureDark',
    'd.picture_caption as pictureCaption',
    iso(ref('d.inspected_at'), 's').as('inspectedAt'),
  ]);

/** The datasets of a run, its own first; none for a run that was not inspected. */
export function listDatasetsOfRun(db: Queryable, runId: number): Promise<StoredDataset[]> {
  return all(db, stored.where('d.recipe_run_id', '=', runId).orderBy('d.position'));
}

/** The newest dataset at an address, by whichever run; null where none was opened. */
export function findDatasetAt(db: Queryable, address: string): Promise<StoredDataset | null> {
  return first(
    db,
    stored
      .where(sql<boolean>`md5(d.address) = md5(${address})`)
      .where('d.address', '=', address)
      .where('d.verified', '=', true)
      .orderBy('d.recipe_run_id', 'desc')
      .orderBy('d.position')
      .limit(1),
  );
}
