import { allPages, pageOf } from '@pangeo-forge/api-client/answers';
import type { Bakery } from '@pangeo-forge/api-client/rows';
import type { Api } from './connect-api.ts';

export function listBakeries(api: Api): Promise<Bakery[]> {
  const pages = allPages((cursor) =>
    pageOf(api.GET('/bakeries/', { params: { query: cursor === undefined ? {} : { cursor } } })),
  );
  return Array.fromAsync(pages);
}
