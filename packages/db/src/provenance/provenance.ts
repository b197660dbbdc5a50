import { sql } from 'kysely';
import { affected, all, build, first, isoOfNaive } from '../statements.ts';
import type { Queryable } from '../transaction.ts';

/** A production run whose stores were opened, and that has no statement yet. */
export interface RunWithoutProvenance {
  runId: number;
  feedstockSpec: string;
  sha: string;
  recipeId: string;
  bakery: string;
  /** UTC, ISO 8601. */
  startedAt: string;
  completedAt: string;
  feedstockSubdir: string | null;
  /** meta.yaml as it was expanded for the run; null where this system did not. */
  meta: unknown;
  stores: { address: string | null; file: string; sha256: string }[];
}

/**
 * Successful production runs without a statement, of whose stores one at least was opened, and its metadata hashed. A
 * test run never gets one, nor does a store that was not verified.
 */
export function findRunsWithoutProvenance(db: Queryable, limit: number): Promise<RunWithoutProvenance[]> {
  const stores = sql<RunWithoutProvenance['stores']>`(
    select jsonb_agg(jsonb_build_object('address', d.address, 'file', d.metadata_file, 'sha256', d.metadata_sha256)
      order by d.position)
    from dataset d where d.recipe_run_id = r.id and d.verified and d.metadata_sha256 is not null)`;
  const request = sql`(select i.request from runner_invocation i
    where i.recipe_run_id = r.id and i.request ? 'bake' order by i.id desc limit 1)`;
  const meta = sql<unknown>`(select i.result from runner_invocation i
    where i.key = 'expand_meta ' || f.spec || '@' || r.head_sha || ' merged')`;
  const hashed = build
    .selectFrom('dataset as h')
    .select('h.id')
    .where('h.recipe_run_id', '=', sql<number>`r.id`)
    .where('h.verified', '=', true)
    .where('h.metadata_sha256', 'is not', null);
  const made = build
    .selectFrom('provenance as p')
    .select('p.recipe_run_id')
    .where('p.recipe_run_id', '=', sql<number>`r.id`);
  return all(
    db,
    build
      .selectFrom('reciperun as r')
      .innerJoin('feedstock as f', 'f.id', 'r.feedstock_id')
      .innerJoin('bakery as b', 'b.id', 'r.bakery_id')
      .select(({ ref }) => [
        'r.id as runId',
        'f.spec as feedstockSpec',
        'r.head_sha as sha',
        'r.recipe_id as recipeId',
        'b.name as bakery',
        isoOfNaive(ref('r.started_at'), 's').as('startedAt'),
        sql<string>`to_char(coalesce(r.completed_at, r.started_at), 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`.as('completedAt'),
        sql<string | null>`${request} ->> 'feedstockSubdir'`.as('feedstockSubdir'),
        meta.as('meta'),
        stores.as('stores'),
      ])
      .where('r.is_test', '=', false)
      .where('r.status', '=', 'completed')
      .where('r.conclusion', '=', 'success')
      .where(({ exists, not }) => exists(hashed).and(not(exists(made))))
      .orderBy('r.id', 'desc')
      .limit(limit),
  );
}

export interface StoredProvenance {
  envelope: object;
  roCrate: object;
  /** Null: it is not signed. */
  keyId: string | null;
}

/** Stores what a run is said to have made, once: a second one changes nothing. Returns whether it was stored. */
export async function storeProvenance(db: Queryable, runId: number, made: StoredProvenance): Promise<boolean> {
  const inserted = await affected(
    db,
    build
      .insertInto('provenance')
      .values({
        recipe_run_id: runId,
        envelope: JSON.stringify(made.envelope) as unknown as object,
        ro_crate: JSON.stringify(made.roCrate) as unknown as object,
        key_id: made.keyId,
      })
      .onConflict((conflict) => conflict.doNothing()),
  );
  return inserted > 0;
}

export function findProvenance(db: Queryable, runId: number): Promise<StoredProvenance | null> {
  return first(
    db,
    build
      .selectFrom('provenance as p')
      .select(['p.envelope', 'p.ro_crate as roCrate', 'p.key_id as keyId'])
      .where('p.recipe_run_id', '=', runId),
  );
}
