import { type ApiClient, createApiClient } from '@pangeo-forge/api-client/create-api-client';

export interface ApiAccess {
  /** Where the API answers, such as `http://127.0.0.1:8000`; it may be known only once its server listens. */
  apiUrl: () => string;
  /** For a whole answer. */
  timeLimitMs?: number;
}

const TIME_LIMIT_MS = 8_000;

/** All that the pages know they ask the API. It is told the address of the reader, since it limits what each may ask for. */
export function connectApi({ apiUrl, timeLimitMs = TIME_LIMIT_MS }: ApiAccess, reader?: string): ApiClient {
  return createApiClient({
    url: apiUrl(),
    headers: { accept: 'application/json', ...(reader ? { 'x-forwarded-for': reader } : {}) },
    fetch: async (request) => {
      const answer = await fetch(request, { signal: AbortSignal.timeout(timeLimitMs) });
      const { status, statusText, headers } = answer;
      return new Response(await answer.arrayBuffer(), { status, statusText, headers }); // read within the time limit
    },
  });
}
