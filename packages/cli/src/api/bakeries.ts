import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { nearestName } from '@pangeo-forge/shared/names/nearest-name';
import { allPages } from '@pangeo-forge/api-client/answers';
import { pageOf } from '@pangeo-forge/api-client/answers';
import type { Bakery } from '@pangeo-forge/api-client/rows';
import type { Api } from './connect-api.ts';

/** @throws AppError `not_found` with the nearest name. */
export async function findBakery(api: Api, wanted: string) {
  const bakeries = await listBakeries(api);
  const bakery = bakeries.find(({ id, name }) => name === wanted || String(id) === wanted);
  if (bakery) return bakery;
  const nearest = nearestName(
    wanted,
    bakeries.map(({ name }) => name),
  );
  throw new AppError('not_found', `There is no bakery "${wanted}".${nearest ? ` Did you mean "${nearest}"?` : ''}`);
}

export function listBakeries(api: Api): Promise<Bakery[]> {
  const pages = allPages((cursor) =>
    pageOf(api.GET('/bakeries/', { params: { query: cursor === undefined ? {} : { cursor } } })),
  );
  return Array.fromAsync(pages);
}
