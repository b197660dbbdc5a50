import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { loadGitHubDescription } from './description/github-description.ts';
import { endpointShape, implementedEndpoints } from './description/implemented-endpoints.ts';
import { type LoopbackGitHub, startLoopbackGitHub } from './loopback-github.ts';
import { populateGitHub } from './populate-github.ts';
import { type ApiClient, apiClient, installationClient, jsonWebToken } from './testing/api-client.ts';
import { describing } from './testing/describing-client.ts';
import { startWebhookReceiver, type WebhookReceiver } from './testing/webhook-receiver.ts';

const description = loadGitHubDescription();
/** Where the description contradicts GitHub's answers, or itself. */
const QUIRKS = [
  // An account is described as user and enterprise at once (allOf for anyOf).
  /^GET \/app\/installations 200: \/\d+\/account must /,
  // An empty address is the described default, and no URI.
  /\/(target_url|log_url|environment_url) must match format "uri"/,
];

const described = describing(description, QUIRKS);
const repo = '/repos/pangeo-forge/staged-recipes';
let github: LoopbackGitHub;
let hooks: WebhookReceiver;
let app: ApiClient;
let jwt: ApiClient;
let owner: ApiClient;
let contributor: ApiClient;
let createdApp: ReturnType<LoopbackGitHub['createApp']>;
let membersApp: typeof createdApp;
let installation: number;

beforeAll(async () => {
  github = await startLoopbackGitHub();
  hooks = await startWebhookReceiver();
  const client = (token: string): ApiClient => described.client(apiClient(github.apiUrl, token));
  const populated = await populateGitHub(github, {
    files: { 'README.md': '# Recipes\n' },
    app: { name: 'Pangeo Forge', webhookUrl: hooks.url },
  });
  owner = client(populated.maintainer.token);
  contributor = client(populated.contributor.token);
  createdApp = populated.app;
  membersApp = github.createApp({
    name: 'Members',
    owner: 'pangeo-forge',
    webhookUrl: '',
    permissions: { members: 'read' },
    events: [],
  });
  installation = populated.app.installation;
  app = described.client(await installationClient(github.apiUrl, createdApp, installation));
  jwt = client(jsonWebToken(createdApp));
});

afterAll(async () => {
  hooks.stop();
  await github.stop();
});

const statuses = (...answers: { status: number }[]): number[] => answers.map(({ status }) => status);

test('the App and its installations are as described', async () => {
  await jwt.get('/app');
  await jwt.get('/app/installations');
  await jwt.get(`/app/installations/${installation}`);
  await jwt.get(`${repo}/installation`);
  await jwt.get('/orgs/pangeo-forge/installation');
  await jwt.get('/users/pangeo-forge/installation');
  await jwt.get('/app/hook/config');
  await jwt.patch('/app/hook/config', { url: hooks.url, content_type: 'json' });
  const narrow = { repositories: ['staged-recipes'], permissions: { contents: 'read' } };
  const token = await jwt.post(`/app/installations/${installation}/access_tokens`, narrow);
  expect(token.body).toMatchObject({ repository_selection: 'selected', permissions: { contents: 'read' } });
  const narrowed = described.client(apiClient(github.apiUrl, token.body.token));
  await narrowed.get('/installation/repositories');
  expect((await narrowed.delete('/installation/token')).status).toBe(204);
  expect((await narrowed.get('/installation/repositories')).status).toBe(401);
  const code = github.createAppManifestCode({ name: 'Review App', owner: 'maintainer', webhookUrl: '' });
  expect(
    statuses(
      await owner.post(`/app-manifests/${code}/conversions`),
      await owner.post(`/app-manifests/${code}/conversions`),
    ),
  ).toEqual([201, 404]);
  expect(described.problems).toEqual([]);
});

test('repositories are made, shown and changed as described', async () => {
  const wanted = {
    name: 'noaa-feedstock',
    auto_init: true,
    gitignore_template: 'Python',
    license_template: 'apache-2.0',
  };
  expect(
    statuses(await app.post('/orgs/pangeo-forge/repos', wanted), await app.post('/orgs/pangeo-forge/repos', wanted)),
  ).toEqual([201, 422]);
  await owner.post('/user/repos', { name: 'mine' });
  await owner.get('/orgs/pangeo-forge/repos');
  await owner.get('/users/maintainer/repos');
  await owner.get('/users/maintainer');
  await owner.get('/user');
  await app.get(repo);
  await owner.patch('/repos/maintainer/mine', { description: 'Mine', homepage: 'https://example.org' });
  await contributor.post(`${repo}/forks`);
  await app.get(`${repo}/forks`);
  await owner.put(`${repo}/collaborators/contributor`, { permission: 'triage' });
  await app.get(`${repo}/collaborators`);
  await app.get(`${repo}/collaborators/contributor`);
  await app.get(`${repo}/collaborators/contributor/permission`);
  await owner.delete(`${repo}/collaborators/contributor`);
  const protection = { mergeQueue: true, pushers: [], requiredReviews: 1, requiredStatusChecks: ['x'] };
  github.protectBranch('pangeo-forge/staged-recipes', 'main', { ...protection, ruleset: { id: 3 } });
  expect((await app.get(`${repo}/rules/branches/main`)).body).toHaveLength(4);
  await app.get(`${repo}/rulesets/3`);
  expect((await app.get(`${repo}/rulesets/4`)).status).toBe(404);
  github.protectBranch('pangeo-forge/staged-recipes', 'main', protection);
  expect((await app.get(`${repo}/rules/branches/main`)).body).toEqual([]);
  github.protectBranch('pangeo-forge/staged-recipes', 'main', null);
  github.setTeam('pangeo-forge', 'operators', ['maintainer']);
  const members = await installationClient(github.apiUrl, membersApp, github.installApp(membersApp.id, 'pangeo-forge'));
  await described.client(members).get('/orgs/pangeo-forge/teams/operators/memberships/maintainer');
  await owner.delete('/repos/maintainer/mine');
  await app.get('/rate_limit');
  expect(described.problems).toEqual([]);
});

test('git data and contents are read and written as described', async () => {
  const base = await app.get(`${repo}/git/ref/heads/main`);
  const { sha } = base.body.object;
  const commit = await app.get(`${repo}/git/commits/${sha}`);
  const blob = await app.post(`${repo}/git/blobs`, { content: 'cHJpbnQoMSkK', encoding: 'base64' });
  await app.get(`${repo}/git/blobs/${blob.body.sha}`);
  const tree = await app.post(`${repo}/git/trees`, {
    base_tree: commit.body.tree.sha,
    tree: [
      { path: 'recipes/noaa/recipe.py', mode: '100755', type: 'blob', sha: blob.body.sha },
      { path: 'recipes/noaa/meta.yaml', mode: '100644', type: 'blob', content: 'title: NOAA\n' },
      { path: 'README.md', mode: '100644', type: 'blob', sha: null },
    ],
  });
  await app.get(`${repo}/git/trees/${tree.body.sha}?recursive=1`);
  const written = await app.post(`${repo}/git/commits`, { message: 'Add NOAA', tree: tree.body.sha, parents: [sha] });
  await app.post(`${repo}/git/refs`, { ref: 'refs/heads/noaa', sha: written.body.sha });
  await app.post(`${repo}/git/refs`, { ref: 'refs/heads/other', sha });
  await app.patch(`${repo}/git/refs/heads/other`, { sha: written.body.sha });
  await app.get(`${repo}/git/matching-refs/heads/`);
  expect((await app.delete(`${repo}/git/refs/heads/other`)).status).toBe(204);
  await app.get(`${repo}/branches`);
  await app.get(`${repo}/branches/noaa`);
  await app.get(`${repo}/commits?sha=noaa`);
  await app.get(`${repo}/commits/noaa`);
  expect((await app.get(`${repo}/compare/main...noaa`)).body).toMatchObject({
    status: 'ahead',
    ahead_by: 1,
    behind_by: 0,
  });
  await app.get(`${repo}/contents/recipes/noaa?ref=noaa`);
  await app.get(`${repo}/contents/README.md`);
  await app.get(`${repo}/readme`);
  const put = await app.put(`${repo}/contents/notes/a.txt`, { message: 'Note', content: 'YQo=', branch: 'noaa' });
  expect(put.status).toBe(201);
  const { sha: old } = put.body.content;
  expect(
    (await app.put(`${repo}/contents/notes/a.txt`, { message: 'Note', content: 'Ygo=', branch: 'noaa', sha: old }))
      .status,
  ).toBe(200);
  const now = await app.get(`${repo}/contents/notes/a.txt?ref=noaa`);
  expect(
    (await app.delete(`${repo}/contents/notes/a.txt`, { message: 'Gone', branch: 'noaa', sha: now.body.sha })).status,
  ).toBe(200);
  expect(described.problems).toEqual([]);
});

test('pull requests, issues, comments and reactions are as described', async () => {
  await github.commit({
    repo: 'pangeo-forge/staged-recipes',
    branch: 'topic',
    message: 'Add',
    author: 'maintainer',
    files: { 'a.txt': 'a\n' },
  });
  expect((await app.post(`${repo}/pulls`, { title: 'Add NOAA', head: 'noaa', base: 'main' })).status).toBe(201);
  expect((await owner.post(`${repo}/pulls`, { title: 'Topic', head: 'topic', base: 'main', body: 'Why' })).status).toBe(
    201,
  );
  const number = 2;
  await app.get(`${repo}/pulls?state=all&head=pangeo-forge:topic`);
  const pull = await app.get(`${repo}/pulls/${number}`);
  await app.get(`${repo}/commits/${pull.body.head.sha}/pulls`);
  await app.get(`${repo}/pulls/${number}/files`);
  await app.get(`${repo}/pulls/${number}/commits`);
  await app.patch(`${repo}/pulls/${number}`, { title: 'Topic, again', state: 'closed' });
  await app.patch(`${repo}/pulls/${number}`, { state: 'open' });
  await app.post(`${repo}/issues`, { title: 'Run failed', body: 'See the log', labels: ['failure'] });
  await app.get(`${repo}/issues?state=all&labels=failure`);
  await app.get(`${repo}/issues/${number}`);
  await app.patch(`${repo}/issues/3`, { title: 'Run failed again', state: 'closed' });
  await app.patch(`${repo}/issues/3`, { state: 'open' });
  await app.post(`${repo}/labels`, { name: 'staging', color: 'ff0000' });
  await app.get(`${repo}/labels`);
  await app.get(`${repo}/labels/staging`);
  await app.post(`${repo}/issues/${number}/labels`, { labels: ['staging'] });
  await app.put(`${repo}/issues/${number}/labels`, { labels: ['staging', 'urgent'] });
  await app.get(`${repo}/issues/${number}/labels`);
  await app.delete(`${repo}/issues/${number}/labels/urgent`);
  await app.post(`${repo}/issues/3/labels`, { labels: ['urgent'] });
  await app.delete(`${repo}/issues/3/labels/urgent`);
  await app.delete(`${repo}/labels/urgent`);
  const comment = await contributor.post(`${repo}/issues/${number}/comments`, { body: '/run noaa' });
  const at = `${repo}/issues/comments/${comment.body.id}`;
  await app.get(at);
  await contributor.patch(at, { body: '/run noaa please' });
  await app.get(`${repo}/issues/comments`);
  await app.get(`${repo}/issues/${number}/comments`);
  for (const path of [at, `${repo}/issues/${number}`]) {
    const reaction = await app.post(`${path}/reactions`, { content: 'rocket' });
    expect((await app.post(`${path}/reactions`, { content: 'rocket' })).status).toBe(200);
    await app.get(`${path}/reactions`);
    expect((await app.delete(`${path}/reactions/${reaction.body.id}`)).status).toBe(204);
  }
  await contributor.delete(at);
  expect((await app.get(`${repo}/pulls/${number}/merge`)).status).toBe(404);
  const merged = await app.put(`${repo}/pulls/${number}/merge`, { merge_method: 'squash' });
  expect(merged.status).toBe(200);
  expect((await app.get(`${repo}/pulls/${number}/merge`)).status).toBe(204);
  await app.get(`${repo}/pulls/${number}`);
  expect((await app.post(`${repo}/merges`, { base: 'noaa', head: 'main' })).status).toBe(201);
  expect(described.problems).toEqual([]);
});

test('check runs and check suites are as described', async () => {
  const sha = github.repository('pangeo-forge/staged-recipes').branches().main;
  const annotation = { path: 'README.md', start_line: 1, end_line: 1, annotation_level: 'warning', message: 'Title?' };
  const output = { title: 'Synchronizing', summary: 'Looking', annotations: [annotation] };
  const actions = [{ label: 'Again', description: 'Does it again', identifier: 'again' }];
  const run = await app.post(`${repo}/check-runs`, {
    name: 'synchronize',
    head_sha: sha,
    status: 'in_progress',
    output,
    actions,
  });
  const at = `${repo}/check-runs/${run.body.id}`;
  expect((await app.post(`${at}/rerequest`)).status).toBe(403);
  await app.patch(at, { conclusion: 'success', output: { title: 'Done', summary: 'Two recipes' } });
  await app.get(at);
  await app.get(`${at}/annotations`);
  await app.get(`${repo}/commits/${sha}/check-runs?check_name=synchronize`);
  const suites = await app.get(`${repo}/commits/${sha}/check-suites`);
  const suite = `${repo}/check-suites/${suites.body.check_suites[0].id}`;
  await app.get(suite);
  await app.get(`${suite}/check-runs`);
  expect(statuses(await app.post(`${at}/rerequest`), await app.post(`${suite}/rerequest`))).toEqual([201, 201]);
  github.requestCheckRunAction('pangeo-forge/staged-recipes', run.body.id, 'again', 'maintainer');
  await owner.patch(`${repo}/check-suites/preferences`, {
    auto_trigger_checks: [{ app_id: createdApp.id, setting: false }],
  });
  const tip = github.repository('pangeo-forge/staged-recipes').branches().noaa;
  expect((await app.post(`${repo}/check-suites`, { head_sha: tip })).status).toBe(200);
  expect(described.problems).toEqual([]);
});

test('deployments and their statuses are as described', async () => {
  const wanted = { ref: 'main', environment: 'noaa', auto_merge: false, required_contexts: [], payload: { run: 1 } };
  const deployment = await app.post(`${repo}/deployments`, wanted);
  const at = `${repo}/deployments/${deployment.body.id}`;
  await app.get(`${repo}/deployments?environment=noaa`);
  await app.get(at);
  const status = await app.post(`${at}/statuses`, {
    state: 'in_progress',
    environment_url: 'https://example.org/run/1',
  });
  await app.get(`${at}/statuses`);
  await app.get(`${at}/statuses/${status.body.id}`);
  expect((await app.delete(at)).status).toBe(204);
  expect(described.problems).toEqual([]);
});

test('every sent webhook is as described', async () => {
  const name = 'pangeo-forge/short-lived';
  await github.createRepository({ owner: 'pangeo-forge', name: 'short-lived', files: { a: 'a' } });
  github.archiveRepository(name);
  github.archiveRepository(name, false);
  github.renameRepository(name, 'renamed');
  github.createOrganization('elsewhere', { owners: ['maintainer'] });
  github.installApp(createdApp.id, 'elsewhere');
  github.transferRepository('pangeo-forge/renamed', 'elsewhere');
  await github.deleteRepository('elsewhere/renamed');
  github.setInstallationRepositories(installation, ['pangeo-forge/staged-recipes']);
  github.setInstallationRepositories(installation, 'all');
  await jwt.put(`/app/installations/${installation}/suspended`);
  await jwt.delete(`/app/installations/${installation}/suspended`);
  await github.drainWebhooks();
  const rows = await jwt.get('/app/hook/deliveries?per_page=100');
  await jwt.get(`/app/hook/deliveries/${rows.body[0].id}`);
  expect((await jwt.post(`/app/hook/deliveries/${rows.body[0].id}/attempts`)).status).toBe(202);
  await jwt.delete(`/app/installations/${installation}`);
  await github.drainWebhooks();

  const problems = hooks.received.flatMap(({ event, payload }) => description.checkWebhook(event, payload));
  expect(problems.filter((problem) => !QUIRKS.some((quirk) => quirk.test(problem)))).toEqual([]);
  const sent = new Set(hooks.received.map(({ event, payload }) => [event, payload.action].filter(Boolean).join('.')));
  expect([...description.events()].filter((event) => !sent.has(event))).toEqual([]);
});

test('every endpoint succeeded at least once', () => {
  const unseen = implementedEndpoints()
    .map(({ method, path }) => endpointShape(method, path))
    .filter((shape) => !described.succeeded.has(shape));
  expect(unseen).toEqual([]);
});
