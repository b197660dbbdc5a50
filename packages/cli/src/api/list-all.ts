import type { ApiClient, ApiRequest } from './api-client.ts';

const PAGE = 100;

/** Rows of a list, page by page, up to `most` of them. */
export async function listAll<Row>(
  api: ApiClient,
  path: string,
  query: NonNullable<ApiRequest['query']>,
  most = Number.POSITIVE_INFINITY,
): Promise<Row[]> {
  const rows: Row[] = [];
  while (rows.length < most) {
    const limit = Math.min(PAGE, most - rows.length);
    const page = await api.json<Row[]>(path, { query: { ...query, offset: rows.length, limit } });
    rows.push(...page);
    if (page.length < limit) break;
  }
  return rows;
}
