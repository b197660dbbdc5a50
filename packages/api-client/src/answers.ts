/** The data of an answer: `const run = await answerOf(api.GET('/recipe_runs/{id}', { params: { path: { id } } }))`. */
export async function answerOf<Data>(call: Promise<{ data?: Data }>): Promise<NonNullable<Data>> {
  return (await call).data as NonNullable<Data>;
}

export interface ApiPage<Row> {
  rows: Row[];
  /** Of all pages. */
  total: number;
  /** Whether the total is an estimate. */
  isEstimate: boolean;
  /** The start of the next page, for the parameter `cursor`; null on the last page. */
  nextCursor: string | null;
}

/**
 * A page of a list, with what its headers say about the others:
 * `await pageOf(api.GET('/recipe_runs/', { params: { query } }))`.
 */
export async function pageOf<Row>(call: Promise<{ data?: Row[]; response: Response }>): Promise<ApiPage<Row>> {
  const { data: rows = [], response } = await call;
  return {
    rows,
    total: Number(response.headers.get('x-total-count') ?? rows.length),
    isEstimate: response.headers.get('x-total-count-estimated') === 'true',
    nextCursor: nextCursorOf(response.headers.get('link')),
  };
}

function nextCursorOf(link: string | null): string | null {
  const target = /<([^>]*)>; rel="next"/.exec(link ?? '')?.[1];
  return target === undefined ? null : new URL(target, 'http://localhost').searchParams.get('cursor');
}

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
