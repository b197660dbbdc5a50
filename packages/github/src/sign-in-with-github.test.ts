import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type LoopbackGitHub, startLoopbackGitHub } from '@pangeo-forge/loopback-github/loopback-github';
import { populateGitHub } from '@pangeo-forge/loopback-github/populate-github';
import { type SignInWithGitHub, signInWithGitHub } from './sign-in-with-github.ts';

const CALLBACK = 'http://127.0.0.1:9/session/callback';
const REQUEST = { redirectUrl: CALLBACK, state: 'state', verifier: 'v'.repeat(43) };

let github: LoopbackGitHub;
let signIn: SignInWithGitHub;
let connect: (clientSecret: string) => SignInWithGitHub;
beforeAll(async () => {
  github = await startLoopbackGitHub();
  const { app } = await populateGitHub(github, { app: { name: 'Pangeo Forge', callbackUrls: [CALLBACK] } });
  const { serverUrl, apiUrl } = github;
  connect = (clientSecret) => signInWithGitHub({ clientId: app.clientId, clientSecret, serverUrl, apiUrl });
  signIn = connect(app.clientSecret);
});
afterAll(() => github.stop());

/** The code that the browser of this person comes back with. */
async function codeFor(login: string, request = REQUEST): Promise<string> {
  const [url = '', query = ''] = signIn.authorizeUrl(request).split('?');
  const answer = await fetch(url, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: `dotcom_user=${login}` },
    body: new URLSearchParams([...new URLSearchParams(query), ['authorize', '1']]),
  });
  const back = new URL(answer.headers.get('location') ?? '');
  expect(back.searchParams.get('state')).toBe('state');
  return back.searchParams.get('code') ?? '';
}

test('a code says who the person is, and GitHub’s token is revoked at once', async () => {
  const code = await codeFor('contributor');
  const found = await signIn.identify({ ...REQUEST, code });
  expect(found).toMatchObject({ outcome: 'identified', login: 'contributor', id: expect.any(Number) });
  expect(github.userTokens()).toEqual([]);
  expect(await signIn.identify({ ...REQUEST, code })).toEqual({
    outcome: 'refused',
    reason: 'The code passed is incorrect or expired.',
  });
});

test('a code is worth nothing to whoever lacks the verifier', async () => {
  const code = await codeFor('contributor');
  expect(await signIn.identify({ ...REQUEST, verifier: 'w'.repeat(43), code })).toMatchObject({ outcome: 'refused' });
  expect(github.userTokens()).toEqual([]);
});

test('a wrong secret is the deployment’s fault, and named so', async () => {
  const code = await codeFor('contributor');
  await expect(connect('wrong').identify({ ...REQUEST, code })).rejects.toMatchObject({ code: 'invalid_config' });
  await expect(connect('wrong').checkSecret()).rejects.toMatchObject({ code: 'invalid_config' });
  await expect(signIn.checkSecret()).resolves.toBeUndefined();
});
