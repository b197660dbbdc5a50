export interface PlannedRequest {
  method: string;
  /** Below the API's root. */
  path: string;
  body: unknown;
}

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD']);
const NO_SHA = '0'.repeat(40);

/**
 * A `fetch` that reads from GitHub but writes nothing: requests that would change something are recorded, and answered
 * as if they had been done. Requests for tokens are sent.
 */
export function recordWrites(inner: typeof fetch, apiUrl: string): { fetch: typeof fetch; requests: PlannedRequest[] } {
  const requests: PlannedRequest[] = [];
  const recording: typeof fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const method = (init?.method ?? (input instanceof Request ? input.method : 'GET')).toUpperCase();
    if (READS.has(method) || url.endsWith('/access_tokens')) return inner(input, init);
    const body = parse(init?.body);
    requests.push({ method, path: url.replace(apiUrl.replace(/\/$/, ''), ''), body });
    return Response.json(pretended(body), { status: method === 'POST' ? 201 : 200 });
  };
  return { fetch: recording, requests };
}

function parse(body: unknown): unknown {
  if (typeof body !== 'string') return null;
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return body;
  }
}

/** What callers read from answers to writes. */
function pretended(body: unknown): Record<string, unknown> {
  const echoed = typeof body === 'object' && body !== null ? body : {};
  return { ...echoed, id: 0, number: 0, sha: NO_SHA, html_url: '', user: null, merged: true };
}
