import type { ApiReader } from './api-reader.ts';
import type { Bakery } from './bakery.ts';
import type { Feedstock } from './feedstock.ts';
import type { Remember } from './remember.ts';

export interface Parents {
  feedstocks: ReadonlyMap<number, Feedstock>;
  bakeries: ReadonlyMap<number, Bakery>;
}

const FRESH_MS = 3_000;
const MOST_PAGES = 20;

/** Feedstocks and bakeries by id: rows of runs name them by their ids only. */
export function readParents(api: ApiReader, remember: Remember): Promise<Parents> {
  return remember('parents', FRESH_MS, async () => {
    const [feedstocks, bakeries] = await Promise.all([
      readAll<Feedstock>(api, '/feedstocks/'),
      readAll<Bakery>(api, '/bakeries/'),
    ]);
    return { feedstocks, bakeries };
  });
}

async function readAll<Row extends { id: number }>(api: ApiReader, path: string): Promise<Map<number, Row>> {
  const all = new Map<number, Row>();
  let cursor: string | null = null;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const page: { rows: Row[]; nextCursor: string | null } = await api.list<Row>(path, { limit: 100, cursor });
    for (const row of page.rows) all.set(row.id, row);
    cursor = page.nextCursor;
    if (cursor === null) break;
  }
  return all;
}
