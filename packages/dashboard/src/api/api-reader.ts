import { ApiFailure, detailOf } from './api-failure.ts';

/** What a query may hold; null and undefined are left out, of a list each value is named. */
export type ApiQuery = Readonly<Record<string, string | number | boolean | readonly string[] | null | undefined>>;

export interface ApiPage<Row> {
  rows: Row[];
  /** Of all pages. */
  total: number;
  /** Whether it is near rather than right. */
  isEstimate: boolean;
  /** Where the next page begins; null on the last. */
  nextCursor: string | null;
}

/** Reads the REST API: all that the pages know. */
export interface ApiReader {
  /** @throws ApiFailure */
  one<T>(path: string, query?: ApiQuery): Promise<T>;
  /** @throws ApiFailure */
  list<Row>(path: string, query?: ApiQuery): Promise<ApiPage<Row>>;
  /** @throws ApiFailure */
  text(path: string, query?: ApiQuery): Promise<string>;
}

export type Fetch = (url: string, init: { headers: Record<string, string>; signal: AbortSignal }) => Promise<Response>;

const TIME_LIMIT_MS = 8_000;

export interface ApiAccess {
  /** Where the API answers, such as `http://127.0.0.1:8000`; it may be known only once its server listens. */
  apiUrl: () => string;
  /** Instead of the network. */
  fetch?: Fetch;
  /** For a whole answer. */
  timeLimitMs?: number;
}

/** Reads for one client, whose address the API is told, since it limits what each may ask for. */
export function createApiReader(
  { apiUrl, fetch: fetchUrl = fetch, timeLimitMs = TIME_LIMIT_MS }: ApiAccess,
  client?: string,
): ApiReader {
  async function ask(path: string, query: ApiQuery = {}): Promise<{ headers: Headers; text: string }> {
    const url = `${apiUrl()}${path}${queryText(query)}`;
    const headers = { accept: 'application/json', ...(client ? { 'x-forwarded-for': client } : {}) };
    try {
      const answer = await fetchUrl(url, { headers, signal: AbortSignal.timeout(timeLimitMs) });
      const text = await answer.text();
      if (!answer.ok) throw new ApiFailure(answer.status, detailOf(text) || answer.statusText);
      return { headers: answer.headers, text };
    } catch (error) {
      throw error instanceof ApiFailure ? error : new ApiFailure(503, 'The API does not answer.');
    }
  }
  return {
    one: async <T>(path: string, query?: ApiQuery) => JSON.parse((await ask(path, query)).text) as T,
    text: async (path, query) => (await ask(path, query)).text,
    async list<Row>(path: string, query?: ApiQuery) {
      const { headers, text } = await ask(path, query);
      const rows = JSON.parse(text) as Row[];
      return {
        rows,
        total: Number(headers.get('x-total-count') ?? rows.length),
        isEstimate: headers.get('x-total-count-estimated') === 'true',
        nextCursor: nextCursorOf(headers.get('link')),
      };
    },
  };
}

function queryText(query: ApiQuery): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined) continue;
    for (const each of Array.isArray(value) ? value : [value]) search.append(name, String(each));
  }
  return search.size > 0 ? `?${search}` : '';
}

function nextCursorOf(link: string | null): string | null {
  const target = /<([^>]*)>; rel="next"/.exec(link ?? '')?.[1];
  return target === undefined ? null : new URL(target, 'http://localhost').searchParams.get('cursor');
}
