import type { ApiPage } from './page-of.ts';

/**
 * Rows of a list, page by page, until there are `most` of them:
 * `for await (const run of allPages((cursor) => pageOf(api.GET('/recipe_runs/', { params: { query: { cursor } } }))))`.
 */
export async function* allPages<Row>(
  readPage: (cursor: string | undefined) => Promise<ApiPage<Row>>,
  most = Number.POSITIVE_INFINITY,
): AsyncGenerator<Row> {
  let left = most;
  let cursor: string | undefined;
  while (left > 0) {
    const page = await readPage(cursor);
    const rows = page.rows.slice(0, left);
    yield* rows;
    left -= rows.length;
    if (page.nextCursor === null) return;
    cursor = page.nextCursor;
  }
}
