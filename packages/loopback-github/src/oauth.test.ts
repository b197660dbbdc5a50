import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { apiClient, installationClient } from './testing/api-client.ts';
import { type PopulatedGitHub, startPopulatedGitHub } from './testing/populated-github.ts';

const CALLBACK = 'http://127.0.0.1:9/session/callback';
const VERIFIER = 'v'.repeat(43);
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

let world: PopulatedGitHub;
let nowMs = Date.now();
beforeAll(async () => {
  world = await startPopulatedGitHub({ now: () => new Date(nowMs) });
  world.github.setCallbackUrls(world.createdApp.id, [CALLBACK]);
});
afterAll(() => world.stop());

/** The parameters that the browser comes back with, or the page that it is shown. */
async function authorize(
  changes: Record<string, string> = {},
  { cookie = 'dotcom_user=contributor', press = '1' } = {},
) {
  const asked = {
    client_id: world.createdApp.clientId,
    redirect_uri: CALLBACK,
    state: 'a state',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    ...changes,
  };
  const answer = await fetch(`${world.github.serverUrl}/login/oauth/authorize`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie },
    body: new URLSearchParams({ ...asked, authorize: press }),
  });
  const location = answer.headers.get('location');
  return { status: answer.status, location, back: location ? new URL(location, CALLBACK).searchParams : null };
}

async function exchange(changes: Record<string, string>): Promise<Record<string, string>> {
  const { clientId, clientSecret } = world.createdApp;
  const asked = { client_id: clientId, client_secret: clientSecret, redirect_uri: CALLBACK, code_verifier: VERIFIER };
  const answer = await fetch(`${world.github.serverUrl}/login/oauth/access_token`, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams({ ...asked, ...changes }),
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Record<string, string>;
}

const codeFor = async () => (await authorize()).back?.get('code') ?? '';
const userOf = (token: string | undefined) => apiClient(world.github.apiUrl, token).get('/user');

test('a browser comes back with its state and a code, which makes a token of the person for eight hours', async () => {
  const { back, location } = await authorize();
  expect(location?.startsWith(`${CALLBACK}?`)).toBe(true);
  expect(back?.get('state')).toBe('a state');
  const tokens = await exchange({ code: back?.get('code') ?? '' });
  expect(tokens).toMatchObject({ expires_in: 28_800, token_type: 'bearer', scope: '' });
  expect((await userOf(tokens['access_token'])).body.login).toBe('contributor');
  nowMs += 8 * 3_600_000;
  expect((await userOf(tokens['access_token'])).status).toBe(401);
  const fresh = await exchange({ grant_type: 'refresh_token', refresh_token: tokens['refresh_token'] ?? '' });
  expect((await userOf(fresh['access_token'])).status).toBe(200);
  expect(await exchange({ grant_type: 'refresh_token', refresh_token: tokens['refresh_token'] ?? '' })).toMatchObject({
    error: 'bad_refresh_token',
  });
});

test('a code works once, for ten minutes, with its verifier, its callback and the App’s secret', async () => {
  const code = await codeFor();
  expect((await exchange({ code }))['access_token']).toMatch(/^ghu_/);
  expect(await exchange({ code })).toMatchObject({ error: 'bad_verification_code' });
  const late = await codeFor();
  nowMs += 600_000;
  expect(await exchange({ code: late })).toMatchObject({ error: 'bad_verification_code' });
  expect(await exchange({ code: await codeFor(), code_verifier: 'another' })).toMatchObject({
    error: 'bad_verification_code',
  });
  expect(await exchange({ code: await codeFor(), redirect_uri: `${CALLBACK}/x` })).toMatchObject({
    error: 'redirect_uri_mismatch',
  });
  expect(await exchange({ code: await codeFor(), client_secret: 'wrong' })).toMatchObject({
    error: 'incorrect_client_credentials',
  });
});

test('a callback that is not registered is never used, an unknown App has no page', async () => {
  const elsewhere = await authorize({ redirect_uri: 'https://elsewhere.example.org/' });
  expect(elsewhere.location?.startsWith(CALLBACK)).toBe(true);
  expect(elsewhere.back?.get('error')).toBe('redirect_uri_mismatch');
  expect(elsewhere.back?.get('code')).toBeNull();
  expect((await authorize({ redirect_uri: `${CALLBACK}?more=1` })).back?.get('error')).toBe('redirect_uri_mismatch');
  expect((await authorize({ client_id: 'Iv0' })).status).toBe(404);
});

test('a person who declines, or whom the browser does not know, gives no code', async () => {
  expect((await authorize({}, { press: '0' })).back?.get('error')).toBe('access_denied');
  expect((await authorize({}, { cookie: '' })).location).toMatch(/^\/login\?return_to=/);
});

test('a token can do what its App may, and ends when the App revokes it', async () => {
  const { clientId, clientSecret } = world.createdApp;
  const token = (await exchange({ code: await codeFor() }))['access_token'] ?? '';
  const revoke = (secret: string) =>
    fetch(`${world.github.apiUrl}/applications/${clientId}/token`, {
      method: 'DELETE',
      headers: { authorization: `Basic ${btoa(`${clientId}:${secret}`)}`, 'content-type': 'application/json' },
      body: JSON.stringify({ access_token: token }),
    });
  expect((await revoke('wrong')).status).toBe(401);
  expect((await userOf(token)).status).toBe(200);
  expect((await revoke(clientSecret)).status).toBe(204);
  expect((await userOf(token)).status).toBe(401);
  expect((await revoke(clientSecret)).status).toBe(404);
});

test('members of a team are shown to an App that may read members', async () => {
  nowMs = Date.now();
  const { github, createdApp, installation } = world;
  github.setTeam('pangeo-forge', 'operators', ['maintainer']);
  const path = '/orgs/pangeo-forge/teams/operators/memberships';
  const before = await installationClient(github.apiUrl, createdApp, installation);
  expect((await before.get(`${path}/maintainer`)).status).toBe(403);
  github.setAppPermissions(createdApp.id, { members: 'read', contents: 'write' });
  github.acceptPermissions(installation);
  const granted = await installationClient(github.apiUrl, createdApp, installation);
  expect((await granted.get(`${path}/maintainer`)).body).toMatchObject({ state: 'active', role: 'member' });
  expect((await granted.get(`${path}/contributor`)).status).toBe(404);
});
