import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { installationClient } from './testing/api-client.ts';
import { type PopulatedGitHub, REPO, startPopulatedGitHub } from './testing/populated-github.ts';

let world: PopulatedGitHub;

beforeAll(async () => {
  world = await startPopulatedGitHub();
});
afterAll(() => world.stop());

test('a new repository has the requested first files, and its name is taken', async () => {
  const { app, github } = world;
  const wanted = {
    name: 'noaa-feedstock',
    auto_init: true,
    gitignore_template: 'Python',
    license_template: 'apache-2.0',
  };
  const { body, status } = await app.post('/orgs/pangeo-forge/repos', wanted);
  expect([status, body.full_name, body.license.spdx_id]).toEqual([201, 'pangeo-forge/noaa-feedstock', 'Apache-2.0']);
  expect(Object.keys(await github.repository('pangeo-forge/noaa-feedstock').files())).toEqual([
    '.gitignore',
    'LICENSE',
    'README.md',
  ]);
  const again = await app.post('/orgs/pangeo-forge/repos', { name: 'NOAA-Feedstock' });
  expect([again.status, again.body.errors[0].message]).toEqual([422, 'name already exists on this account']);
});

test('only administrators of an account create repositories in it', async () => {
  const { createdApp, installation, contributor, anonymous, github } = world;
  const body = { name: 'not-mine' };
  expect((await contributor.post('/orgs/pangeo-forge/repos', body)).status).toBe(403);
  expect((await anonymous.post('/orgs/pangeo-forge/repos', body)).status).toBe(401);
  const narrow = await installationClient(github.apiUrl, createdApp, installation, {
    permissions: { contents: 'write' },
  });
  expect((await narrow.post('/orgs/pangeo-forge/repos', body)).headers.get('x-accepted-github-permissions')).toBe(
    'administration=write',
  );
});

test('what an App creates belongs to its installation, even where repositories were chosen', async () => {
  const { app, github, installation } = world;
  github.setInstallationRepositories(installation, [REPO]);
  expect((await app.get('/installation/repositories')).body.total_count).toBe(1);
  expect((await app.get('/installation/repositories')).body.repository_selection).toBe('selected');
  await app.post('/orgs/pangeo-forge/repos', { name: 'born', auto_init: true });
  expect((await app.get('/installation/repositories')).body.total_count).toBe(2);
  await github.createRepository({ owner: 'pangeo-forge', name: 'outside', private: true, files: { a: 'a' } });
  expect((await app.get('/repos/pangeo-forge/outside')).status).toBe(404);
  expect((await world.jwt.get('/repos/pangeo-forge/outside/installation')).status).toBe(404);
  github.setInstallationRepositories(installation, 'all');
  expect((await app.get('/repos/pangeo-forge/outside')).status).toBe(200);
});

test('a renamed repository redirects: reads with 301, writes with 307, which keeps the method', async () => {
  const { app, github } = world;
  await github.createRepository({ owner: 'pangeo-forge', name: 'before', files: { a: 'a' } });
  github.renameRepository('pangeo-forge/before', 'after');
  const { id } = (await app.get('/repos/pangeo-forge/after')).body;
  const read = await app.get('/repos/pangeo-forge/before/contents/a?ref=main');
  expect([read.status, read.headers.get('location')]).toEqual([
    301,
    `${github.apiUrl}/repositories/${id}/contents/a?ref=main`,
  ]);
  expect((await app.get(read.headers.get('location') ?? '')).status).toBe(200);
  const write = await app.post('/repos/pangeo-forge/before/issues', { title: 'Moved' });
  expect(write.status).toBe(307);
  expect((await app.post(write.headers.get('location') ?? '', { title: 'Moved' })).status).toBe(201);
});

test('only the new owner is notified of a transfer', async () => {
  const { github, hooks, createdApp } = world;
  github.createOrganization('elsewhere', { owners: ['maintainer'] });
  const there = github.installApp(createdApp.id, 'elsewhere');
  await github.createRepository({ owner: 'pangeo-forge', name: 'travels', files: { a: 'a' } });
  github.transferRepository('pangeo-forge/travels', 'elsewhere');
  await github.drainWebhooks();
  expect(hooks.of('repository', 'transferred').map(({ payload }) => payload.installation.id)).toEqual([there]);
  expect(github.repositories('elsewhere')).toEqual(['elsewhere/travels']);
});

test('an archived repository is read-only until it is unarchived', async () => {
  const { app, github, maintainer } = world;
  github.archiveRepository(REPO);
  const refused = await app.post(`/repos/${REPO}/issues`, { title: 'x' });
  expect([refused.status, refused.body.message]).toEqual([403, 'Repository was archived so is read-only.']);
  expect((await app.get(`/repos/${REPO}/contents/README.md`)).status).toBe(200);
  expect((await maintainer.patch(`/repos/${REPO}`, { archived: false })).status).toBe(200);
  expect((await app.post(`/repos/${REPO}/issues`, { title: 'x' })).status).toBe(201);
});

test('the App itself is notified of installing, choosing repositories, suspending and removing', async () => {
  const { github, hooks, createdApp } = world;
  github.createOrganization('third', { owners: ['maintainer'] });
  await github.createRepository({ owner: 'third', name: 'a', files: { a: 'a' } });
  await github.createRepository({ owner: 'third', name: 'b', files: { b: 'b' } });
  await github.drainWebhooks();
  hooks.received.length = 0;
  const id = github.installApp(createdApp.id, 'third', ['third/a']);
  github.setInstallationRepositories(id, ['third/b']);
  github.suspendInstallation(id);
  github.unsuspendInstallation(id);
  github.deleteInstallation(id);
  await github.drainWebhooks();
  const actions = hooks.received
    .filter(({ payload }) => payload.installation.id === id)
    .map(({ event, payload }) => `${event}.${payload.action}`);
  expect(new Set(actions)).toEqual(
    new Set([
      'installation.created',
      'installation.deleted',
      'installation.suspend',
      'installation.unsuspend',
      'installation_repositories.added',
      'installation_repositories.removed',
    ]),
  );
  expect(actions).toHaveLength(6);
  expect(hooks.of('installation', 'created')[0]?.payload.repositories).toMatchObject([{ full_name: 'third/a' }]);
  expect(hooks.of('installation', 'suspend')[0]?.payload).not.toHaveProperty('repositories');
});
