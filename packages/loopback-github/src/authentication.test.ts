import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { apiClient, installationClient, jsonWebToken } from './testing/api-client.ts';
import { type PopulatedGitHub, REPO, startPopulatedGitHub } from './testing/populated-github.ts';

let world: PopulatedGitHub;
let nowMs = Date.now();

beforeAll(async () => {
  world = await startPopulatedGitHub({ now: () => new Date(nowMs) });
  await world.github.createRepository({ owner: 'pangeo-forge', name: 'secret', private: true, files: { a: 'a' } });
  await world.github.createRepository({ owner: 'contributor', name: 'elsewhere', files: { a: 'a' } });
});
afterAll(() => world.stop());

const nowS = (): number => Math.floor(nowMs / 1000);

test.each([
  ['valid', {}, 200],
  ['by client id', { iss: 'client' }, 200],
  ['that lives longer than ten minutes', { exp: 3600 }, 401],
  ['that has expired', { exp: -5 }, 401],
  ['issued in the future', { iat: 120 }, 401],
  ['without an expiry', { exp: undefined }, 401],
  ['of an unknown App', { iss: '1' }, 404],
])('a JSON Web Token %s is answered as GitHub answers it', async (_, claims, status) => {
  const { createdApp, github } = world;
  const shifted = Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [
      name,
      typeof value === 'number' ? nowS() + value : value === 'client' ? createdApp.clientId : value,
    ]),
  );
  const answer = await apiClient(github.apiUrl, jsonWebToken(createdApp, shifted)).get('/app');
  expect(answer.status).toBe(status);
});

test('a JSON Web Token signed with another key is refused', async () => {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const forged = apiClient(world.github.apiUrl, jsonWebToken({ id: world.createdApp.id, privateKey }));
  const answer = await forged.get('/app');
  expect(answer.body).toMatchObject({ message: 'A JSON web token could not be decoded', status: '401' });
});

test('an installation token ends after an hour', async () => {
  const client = await installationClient(world.github.apiUrl, world.createdApp, world.installation);
  expect((await client.get('/installation/repositories')).status).toBe(200);
  nowMs += 3_600_000;
  const late = await client.get('/installation/repositories');
  expect([late.status, late.body.message]).toEqual([401, 'Bad credentials']);
  expect(Date.parse(late.headers.get('date') ?? '')).toBeGreaterThanOrEqual(nowMs - 1000);
  nowMs -= 3_600_000;
});

test('a token is for its own installation only: other repositories can be read if public, or are not found', async () => {
  const { app } = world;
  expect((await app.get('/repos/pangeo-forge/secret')).status).toBe(200);
  expect((await app.get('/repos/contributor/elsewhere/contents/a')).status).toBe(200);
  const written = await app.put('/repos/contributor/elsewhere/contents/b', { message: 'b', content: 'Yg==' });
  expect([written.status, written.body.message]).toEqual([403, 'Resource not accessible by integration']);
  expect((await world.anonymous.get('/repos/pangeo-forge/secret')).status).toBe(404);
  expect((await world.contributor.get('/repos/pangeo-forge/secret')).status).toBe(404);
  expect((await world.maintainer.get('/repos/pangeo-forge/secret')).status).toBe(200);
});

test('a narrowed token has only the requested permissions', async () => {
  const narrow = { repositories: ['staged-recipes'], permissions: { issues: 'read' } };
  const client = await installationClient(world.github.apiUrl, world.createdApp, world.installation, narrow);
  expect((await client.get('/repos/pangeo-forge/secret')).status).toBe(404);
  const refused = await client.post(`/repos/${REPO}/issues`, { title: 'No' });
  expect(refused.status).toBe(403);
  expect(refused.headers.get('x-accepted-github-permissions')).toBe('issues=write');
  const more = await world.jwt.post(`/app/installations/${world.installation}/access_tokens`, {
    permissions: { workflows: 'write' },
  });
  expect(more.status).toBe(422);
});

test('a suspended installation gets no token, is still listed, and comes back', async () => {
  const { github, jwt, installation, app } = world;
  github.suspendInstallation(installation);
  const refused = await jwt.post(`/app/installations/${installation}/access_tokens`);
  expect([refused.status, refused.body.message]).toEqual([403, 'This installation has been suspended']);
  expect((await app.get(`/repos/${REPO}`)).status).toBe(403);
  expect((await jwt.get('/app/installations')).body[0].suspended_at).toEqual(expect.any(String));
  github.unsuspendInstallation(installation);
  expect((await app.get(`/repos/${REPO}`)).status).toBe(200);
});

test('writing without rights is refused as GitHub refuses it', async () => {
  const statusOf = async (answer: Promise<{ status: number }>): Promise<number> => (await answer).status;
  const { anonymous, contributor, jwt } = world;
  const comment = { body: 'Hello' };
  expect(await statusOf(anonymous.post(`/repos/${REPO}/issues`, { title: 'x' }))).toBe(401);
  expect(await statusOf(contributor.put(`/repos/${REPO}/contents/x`, { message: 'x', content: 'eA==' }))).toBe(404);
  expect(await statusOf(contributor.patch(`/repos/${REPO}`, { description: 'x' }))).toBe(403);
  expect(await statusOf(contributor.post(`/repos/${REPO}/check-runs`, { name: 'x', head_sha: 'x' }))).toBe(403);
  expect(await statusOf(contributor.get(`/repos/${REPO}/collaborators/maintainer/permission`))).toBe(403);
  expect(await statusOf(jwt.post(`/repos/${REPO}/issues/1/comments`, comment))).toBe(403);
  expect(await statusOf(anonymous.get(`/repos/${REPO}/`))).toBe(404);
  expect((await anonymous.get('/nowhere')).body).toEqual({
    message: 'Not Found',
    documentation_url: expect.any(String),
    status: '404',
  });
});

test('the permission of a collaborator is one of four, the role name is exact', async () => {
  const { github, app } = world;
  const shown = async (): Promise<unknown[]> => {
    const { body } = await app.get(`/repos/${REPO}/collaborators/contributor/permission`);
    return [body.permission, body.role_name];
  };
  expect(await shown()).toEqual(['read', 'read']);
  for (const [role, permission] of [
    ['triage', 'read'],
    ['write', 'write'],
    ['maintain', 'write'],
    ['admin', 'admin'],
  ] as const) {
    github.setCollaborator(REPO, 'contributor', role);
    expect(await shown()).toEqual([permission, role]);
  }
  expect((await app.get(`/repos/${REPO}/collaborators/nobody/permission`)).status).toBe(404);
});

test('a posted manifest redirects with a code, which can be converted to the App once in the next hour', async () => {
  const { github, anonymous } = world;
  const manifest = {
    name: 'Review App',
    url: 'https://example.org',
    hook_attributes: { url: 'https://example.org/github/hooks/' },
    redirect_url: 'http://127.0.0.1:1/callback',
    default_permissions: { checks: 'write' },
    default_events: ['pull_request'],
  };
  const post = async (name: string): Promise<URL> => {
    const body = new URLSearchParams({ manifest: JSON.stringify({ ...manifest, name }) });
    const page = `${github.serverUrl}/organizations/pangeo-forge/settings/apps/new?state=abc`;
    const answer = await fetch(page, { method: 'POST', body, redirect: 'manual' });
    return new URL(answer.headers.get('location') ?? '');
  };
  const back = await post('Review App');
  expect(back.searchParams.get('state')).toBe('abc');
  const convert = (url: URL) => anonymous.post(`/app-manifests/${url.searchParams.get('code')}/conversions`);
  const { status, body } = await convert(back);
  expect([status, body.slug, body.events, body.owner.login]).toEqual([
    201,
    'review-app',
    ['pull_request'],
    'pangeo-forge',
  ]);
  const claims = { iat: nowS(), exp: nowS() + 60 };
  const jwt = jsonWebToken({ id: body.id, privateKey: body.pem }, claims);
  expect((await apiClient(github.apiUrl, jwt).get('/app')).status).toBe(200);
  expect((await convert(back)).status).toBe(404);
  const late = await post('Too Late');
  nowMs += 3_600_001;
  expect((await convert(late)).status).toBe(404);
  nowMs -= 3_600_001;
});
