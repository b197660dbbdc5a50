import { TEST_KEY } from './start-test-api.ts';

export interface ApiAnswer {
  status: number;
  headers: Headers;
  /** Parsed, when it is JSON. */
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read into answers of every shape
  body: any;
  text: string;
}

export interface ApiClient {
  get(path: string, headers?: Record<string, string>): Promise<ApiAnswer>;
  post(path: string, body?: unknown): Promise<ApiAnswer>;
  patch(path: string, body?: unknown): Promise<ApiAnswer>;
  delete(path: string): Promise<ApiAnswer>;
  send(method: string, path: string, init?: RequestInit): Promise<ApiAnswer>;
}

/** A bare client that follows no redirect; with the config file's key unless another, or null for none, is given. */
export function apiClient(url: string, key: string | null = TEST_KEY): ApiClient {
  const send = async (method: string, path: string, init: RequestInit = {}): Promise<ApiAnswer> => {
    const headers = { ...(key === null ? {} : { 'x-api-key': key }), ...(init.headers as Record<string, string>) };
    const answer = await fetch(url + path, { redirect: 'manual', ...init, method, headers });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.startsWith('application/json') && text !== '';
    return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : undefined, text };
  };
  const sendJson = (method: string, path: string, body: unknown) =>
    send(method, path, { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  return {
    get: (path, headers = {}) => send('GET', path, { headers }),
    post: (path, body = {}) => sendJson('POST', path, body),
    patch: (path, body = {}) => sendJson('PATCH', path, body),
    delete: (path) => send('DELETE', path),
    send,
  };
}
