import { randomBytes } from 'node:crypto';
import { csrfTokenOf } from '../src/sign-in/browser-cookies.ts';
import type { ApiAnswer } from './api-client.ts';

/** Cookies and redirects as a browser has them, without a browser. */
export interface TestBrowser {
  cookies: Map<string, string>;
  get(path: string, headers?: Record<string, string>): Promise<ApiAnswer>;
  /** Sends a form as a page of `origin` does, this host by default. */
  post(path: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<ApiAnswer>;
  /** Signs in through GitHub as this person; the answer is the callback's. */
  signIn(login: string, to?: string): Promise<ApiAnswer>;
  /** The hidden field of the forms. */
  csrf(): string;
}

export function testBrowser(url: string, gitHubUrl: string): TestBrowser {
  const cookies = new Map<string, string>();
  const address = `2001:db8::${randomBytes(2).toString('hex')}`; // limits count for each browser
  async function send(method: string, target: string, init: RequestInit = {}): Promise<ApiAnswer> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = {
      accept: 'text/html',
      'x-forwarded-for': address,
      ...(cookie ? { cookie } : {}),
      ...(init.headers as Record<string, string>),
    };
    const answer = await fetch(target, { redirect: 'manual', ...init, method, headers });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: undefined, text };
  }
  const browser: TestBrowser = {
    cookies,
    get: (path, headers = {}) => send('GET', url + path, { headers }),
    post: (path, fields, headers = {}) =>
      send('POST', url + path, { body: new URLSearchParams(fields), headers: { origin: url, ...headers } }),
    async signIn(login, to = '/dashboard/recipe-runs') {
      const left = await browser.get(`/session/sign-in?${new URLSearchParams({ to })}`);
      return browser.get(await agreeOnGitHub(left.headers.get('location') ?? '', login, url));
    },
    csrf: () => csrfTokenOf(cookies.get('pangeo_forge_session') ?? ''),
  };

  /** The path of ours that GitHub sends the browser back to. */
  async function agreeOnGitHub(location: string, login: string, ours: string): Promise<string> {
    const asked = new URL(location);
    const answer = await fetch(`${gitHubUrl}${asked.pathname}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: `dotcom_user=${login}` },
      body: new URLSearchParams([...asked.searchParams, ['authorize', '1']]),
    });
    return (answer.headers.get('location') ?? '').replace(ours, '');
  }
  return browser;
}
