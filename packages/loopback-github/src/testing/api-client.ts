import { createSign } from 'node:crypto';
import type { CreatedApp } from '../controls/app-controls.ts';

/** One answer of the API. */
export interface Answer {
  status: number;
  headers: Headers;
  body: any;
}

export interface ApiClient {
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body?: unknown): Promise<Answer>;
  put(path: string, body?: unknown): Promise<Answer>;
  patch(path: string, body?: unknown): Promise<Answer>;
  delete(path: string, body?: unknown): Promise<Answer>;
}

/** A bare client, so that tests see the bytes and not a library's view of them. */
export function apiClient(apiUrl: string, token?: string): ApiClient {
  const send = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const answer = await fetch(path.startsWith('http') ? path : apiUrl + path, {
      method,
      redirect: 'manual',
      headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('application/json');
    return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : text };
  };
  return {
    get: (path, headers) => send('GET', path, undefined, headers),
    post: (path, body = {}) => send('POST', path, body),
    put: (path, body = {}) => send('PUT', path, body),
    patch: (path, body = {}) => send('PATCH', path, body),
    delete: (path, body) => send('DELETE', path, body),
  };
}

/** A JSON Web Token as an App signs it; `claims` change what is in it. */
export function jsonWebToken(app: Pick<CreatedApp, 'id' | 'privateKey'>, claims: Record<string, unknown> = {}): string {
  const nowS = Math.floor(Date.now() / 1000);
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const unsigned = [
    { alg: 'RS256', typ: 'JWT' },
    { iat: nowS - 60, exp: nowS + 540, iss: String(app.id), ...claims },
  ];
  const text = unsigned.map(encode).join('.');
  return `${text}.${createSign('RSA-SHA256').update(text).sign(app.privateKey, 'base64url')}`;
}

/** A client with a token of the installation. */
export async function installationClient(
  apiUrl: string,
  app: CreatedApp,
  installationId: number,
  narrow: unknown = {},
): Promise<ApiClient> {
  const answer = await apiClient(apiUrl, jsonWebToken(app)).post(
    `/app/installations/${installationId}/access_tokens`,
    narrow,
  );
  if (answer.status !== 201) throw new Error(`no token: ${answer.status} ${JSON.stringify(answer.body)}`);
  return apiClient(apiUrl, answer.body.token as string);
}
