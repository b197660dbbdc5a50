export interface ApiPage<Row> {
  rows: Row[];
  /** Of all pages. */
  total: number;
  /** Whether the total is near rather than right. */
  isEstimate: boolean;
  /** Where the next page begins, as the parameter `cursor` takes it; null on the last. */
  nextCursor: string | null;
}

/** A page of a list, with what the headers tell of the others: `await pageOf(api.GET('/recipe_runs/', { params: { query } }))`. */
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
