import { allPages, pageOf } from '@pangeo-forge/api-client/answers';
import type { paths } from '@pangeo-forge/api-client/api-description';
import type { RecipeRun } from '@pangeo-forge/api-client/rows';
import { z } from 'zod';
import type { Api } from './connect-api.ts';

export type RunQuery = Omit<
  NonNullable<paths['/recipe_runs/']['get']['parameters']['query']>,
  'cursor' | 'limit' | 'offset' | 'order_by' | 'sort'
>;

const PAGE = 100;

/** Runs that match, latest first. */
export function listRuns(api: Api, wanted: RunQuery, most: number): AsyncGenerator<RecipeRun> {
  const query = { ...wanted, order_by: 'id', sort: 'desc', limit: Math.min(PAGE, most) } as const;
  return allPages(
    (cursor) => pageOf(api.GET('/recipe_runs/', { params: { query: cursor ? { ...query, cursor } : query } })),
    most,
  );
}

export const runIdSchema = z.coerce.number('must be the number of a run').int().positive();
