import { allPages, pageOf } from '@pangeo-forge/api-client/answers';
import type { ApiClient } from '@pangeo-forge/api-client/create-api-client';
import type { Bakery, Feedstock } from '@pangeo-forge/api-client/rows';
import type { AnswerCache } from '@pangeo-forge/shared/caching/keep-answers';

export interface Parents {
  feedstocks: ReadonlyMap<number, Feedstock>;
  bakeries: ReadonlyMap<number, Bakery>;
}

const FRESH_MS = 3_000;
const MOST = 2_000;

/** Feedstocks and bakeries by id: rows of runs name them by their ids only. */
export function readParents(api: ApiClient, answers: AnswerCache): Promise<Parents> {
  return answers.read('parents', FRESH_MS, async () => {
    const query = (cursor: string | undefined) => ({
      params: { query: { limit: 100, ...(cursor ? { cursor } : {}) } },
    });
    const [feedstocks, bakeries] = await Promise.all([
      Array.fromAsync(allPages((cursor) => pageOf(api.GET('/feedstocks/', query(cursor))), MOST)),
      Array.fromAsync(allPages((cursor) => pageOf(api.GET('/bakeries/', query(cursor))), MOST)),
    ]);
    return { feedstocks: byId(feedstocks), bakeries: byId(bakeries) };
  });
}

function byId<Row extends { id: number }>(rows: readonly Row[]): Map<number, Row> {
  return new Map(rows.map((row) => [row.id, row]));
}
