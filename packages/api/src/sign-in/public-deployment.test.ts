import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startSignedInApi, type SignedInApi } from '../../test/signed-in-api.ts';
import { csrfTokenOf } from './browser-cookies.ts';

const PUBLIC_URL = 'https://forge.example.org';

let api: SignedInApi;
beforeAll(async () => {
  api = await startSignedInApi({
    publicUrl: PUBLIC_URL,
    operators: { logins: [], team: { organization: 'pangeo-forge', slug: 'operators' } },
  });
});
afterAll(() => api.stop());

/** Signs in as behind a proxy that ends https; the browser's cookies by name. */
async function signIn(login: string) {
  const browser = api.browser();
  const left = await browser.get('/session/sign-in');
  const location = new URL(left.headers.get('location') ?? '');
  expect(location.searchParams.get('redirect_uri')).toBe(`${PUBLIC_URL}/session/callback`);
  const answer = await fetch(`${api.github.github.serverUrl}${location.pathname}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: `dotcom_user=${login}` },
    body: new URLSearchParams([...location.searchParams, ['authorize', '1']]),
  });
  const back = await browser.get((answer.headers.get('location') ?? '').replace(PUBLIC_URL, ''));
  return { browser, back, left };
}

test('over https every cookie has the prefix that binds it to this host, and the name without it opens nothing', async () => {
  const { browser, back, left } = await signIn('maintainer');
  expect(back.status).toBe(303);
  const set = [...left.headers.getSetCookie(), ...back.headers.getSetCookie()];
  expect(set.length).toBeGreaterThan(2);
  for (const line of set) {
    expect(line).toMatch(/^__Host-/);
    expect(line).toMatch(/; Path=\//);
    expect(line).toMatch(/; Secure/);
    expect(line).not.toMatch(/; Domain/);
  }
  const token = browser.cookies.get('__Host-pangeo_forge_session') ?? '';
  const press = (headers: Record<string, string>) =>
    browser.post('/session/sign-out', { csrf: csrfTokenOf(token) }, headers);
  expect((await press({ origin: api.served.api.url })).status).toBe(403);
  expect((await press({ origin: PUBLIC_URL.replace('https', 'http') })).status).toBe(403);
  const plain = api.browser();
  plain.cookies.set('pangeo_forge_session', token);
  expect((await plain.post('/session/runs/1/retry', {}, { origin: PUBLIC_URL })).text).toContain('not signed in');
  expect((await press({ origin: PUBLIC_URL })).status).toBe(303);
});

test('members of the configured team are operators, once the App may read members; until then nobody is', async () => {
  const { github, createdApp, installation } = api.github;
  github.setTeam('pangeo-forge', 'operators', ['contributor']);
  const opened = async (login: string) => (await (await signIn(login)).browser.get('/ops')).status;
  expect(await opened('contributor')).toBe(303);
  const permissions = { administration: 'write', contents: 'write', members: 'read', pull_requests: 'write' } as const;
  github.setAppPermissions(createdApp.id, permissions);
  github.acceptPermissions(installation);
  github.setTeam('pangeo-forge', 'operators', ['stranger']);
  expect(await opened('stranger')).toBe(200);
  expect(await opened('maintainer')).toBe(303);
});
