import { sql } from 'kysely';
import { all, build, first } from '../statements.ts';
import type { Row } from '../entities/tables.ts';
import type { Queryable } from '../transaction.ts';

/** ISO 8601, UTC. */
const completedAt = sql<string>`to_char(r.completed_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;

const endedRuns = () =>
  build
    .selectFrom('reciperun as r')
    .where('r.status', '=', 'completed')
    .where('r.completed_at', 'is not', null)
    .where('r.conclusion', 'is not', null);

export interface LatestProduction {
  /** Of the newest production run that succeeded or failed; one that was cancelled says nothing of the dataset. */
  conclusion: string | null;
  /** When the newest successful one ended, ISO 8601. */
  datasetAt: string | null;
}

/** Null when there is no such feedstock. */
export async function findLatestProduction(db: Queryable, feedstockId: number): Promise<LatestProduction | null> {
  const id = sql<number>`${feedstockId}::bigint`;
  if (!(await first(db, build.selectFrom('feedstock').select('id').where('id', '=', id)))) return null;
  const runs = endedRuns()
    .select(['r.conclusion as conclusion', completedAt.as('at')])
    .where('r.feedstock_id', '=', id)
    .where('r.is_test', '=', false)
    .orderBy('r.id', 'desc')
    .limit(1);
  const newest = await first(db, runs.where('r.conclusion', 'not in', ['cancelled', 'skipped']));
  const published = await first(db, runs.where('r.conclusion', '=', 'success'));
  return { conclusion: newest?.conclusion ?? null, datasetAt: published?.at ?? null };
}

export interface EndedRun {
  id: number;
  recipe: string;
  feedstockId: number;
  /** `owner/name` */
  feedstock: string;
  isTest: boolean;
  conclusion: NonNullable<Row<'reciperun'>['conclusion']>;
  /** ISO 8601 */
  completedAt: string;
  datasetUrl: string | null;
}

/**
 * The newest first.
 * @param of all runs of one feedstock, or the production runs of all feedstocks that published a dataset
 */
export function listEndedRuns(db: Queryable, of: { feedstockId: number } | 'datasets', limit: number) {
  const runs = endedRuns()
    .innerJoin('feedstock as f', 'f.id', 'r.feedstock_id')
    .select([
      'r.id as id',
      'r.recipe_id as recipe',
      'r.feedstock_id as feedstockId',
      'f.spec as feedstock',
      'r.is_test as isTest',
      'r.conclusion as conclusion',
      completedAt.as('completedAt'),
      'r.dataset_public_url as datasetUrl',
    ])
    .$narrowType<Pick<EndedRun, 'conclusion'>>()
    .orderBy('r.id', 'desc')
    .limit(limit);
  const asked =
    of === 'datasets'
      ? runs
          .where('r.is_test', '=', false)
          .where('r.conclusion', '=', 'success')
          .where('r.dataset_public_url', 'is not', null)
      : runs.where('r.feedstock_id', '=', sql<number>`${of.feedstockId}::bigint`);
  return all(db, asked);
}
