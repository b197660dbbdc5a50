import { type ApiClient, createApiClient } from '@pangeo-forge/api-client/create-api-client';

export interface ApiAccess {
  /** Where the API answers, such as `http://127.0.0.1:8000`; it may be known only once its server listens. */
  apiUrl: () => string;
  /** Headers that make a request count as one from the reader's address, for the API's limits; none when left out. */
  onBehalfOf?: (address: string) => Record<string, string>;
  /** For a whole answer. */
  timeLimitMs?: number;
}

const TIME_LIMIT_MS = 8_000;

/** A client of the API, which the pages get all their data from. The API's limits count for the reader. */
export function connectApi({ apiUrl, onBehalfOf, timeLimitMs = TIME_LIMIT_MS }: ApiAccess, reader?: string): ApiClient {
  return createApiClient({
    url: apiUrl(),
    headers: { accept: 'application/json', ...(reader && onBehalfOf?.(reader)) },
    fetch: async (request) => {
      const answer = await fetch(request, { signal: AbortSignal.timeout(timeLimitMs) });
      const { status, statusText, headers } = answer;
      return new Response(await answer.arrayBuffer(), { status, statusText, headers }); // read within the time limit
    },
  });
}
