import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type PopulatedGitHub, REPO, startPopulatedGitHub } from './testing/populated-github.ts';
import { startWebhookReceiver } from './testing/webhook-receiver.ts';

let world: PopulatedGitHub;
let issue: number;

beforeAll(async () => {
  world = await startPopulatedGitHub();
  ({ number: issue } = await world.github.openIssue({ repo: REPO, title: 'Talk', as: 'contributor' }));
  await world.github.drainWebhooks();
});
beforeEach(() => {
  world.hooks.received.length = 0;
});
afterAll(() => world.stop());

const postComment = (body: string) => world.github.comment(REPO, issue, body, 'contributor');

test('a delivery is signed over its raw bytes and names event, id, hook and App', async () => {
  const { github, hooks, createdApp } = world;
  await postComment('Hello, ☃');
  await github.drainWebhooks();
  const { headers, raw, payload } = hooks.received[0] as (typeof hooks.received)[0];
  const signature = createHmac('sha256', createdApp.webhookSecret).update(raw).digest('hex');
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    'x-hub-signature-256': `sha256=${signature}`,
    'x-github-event': 'issue_comment',
    'x-github-delivery': expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    'x-github-hook-id': expect.stringMatching(/^\d+$/),
    'x-github-hook-installation-target-id': String(createdApp.id),
    'x-github-hook-installation-target-type': 'integration',
    'user-agent': expect.stringMatching(/^GitHub-Hookshot\//),
  });
  expect(payload).toMatchObject({
    action: 'created',
    installation: { id: world.installation },
    sender: { login: 'contributor' },
  });
});

test('a failed delivery is not retried; a redelivery on request keeps its id', async () => {
  const { github, hooks, jwt } = world;
  hooks.answerWith(503);
  await postComment('Lost?');
  await github.drainWebhooks();
  expect(hooks.received).toHaveLength(1);
  const failed = await jwt.get('/app/hook/deliveries?status=failure');
  expect(failed.body[0]).toMatchObject({
    event: 'issue_comment',
    action: 'created',
    status_code: 503,
    redelivery: false,
  });

  hooks.answerWith(202);
  expect((await jwt.post(`/app/hook/deliveries/${failed.body[0].id}/attempts`)).status).toBe(202);
  await github.drainWebhooks();
  const [first, second] = hooks.received.map(({ headers }) => headers['x-github-delivery']);
  expect(second).toBe(first);
  const { body: rows } = await jwt.get('/app/hook/deliveries?per_page=2');
  expect(rows.map((row: { guid: string }) => row.guid)).toEqual([first, first]);
  expect(rows[0]).toMatchObject({ redelivery: true, status: 'OK', status_code: 202 });
  expect(github.deliveries().at(-1)).toMatchObject({
    guid: first,
    statusCode: 202,
    attempts: [{ statusCode: 503 }, { statusCode: 202 }],
  });
});

test('a delivery to an address without a server is recorded as failed', async () => {
  const { github, hooks, createdApp } = world;
  github.setWebhookUrl(createdApp.id, 'http://127.0.0.1:1/');
  await postComment('Anybody?');
  await github.drainWebhooks();
  expect(github.deliveries().at(-1)).toMatchObject({
    statusCode: 502,
    attempts: [{ status: 'failed to connect to host' }],
  });
  github.setWebhookUrl(createdApp.id, hooks.url);
});

test('deliveries are listed newest first, and a cursor leads to the older ones', async () => {
  const { github, jwt } = world;
  for (const text of ['one', 'two', 'three']) await postComment(text);
  await github.drainWebhooks();
  const all = (await jwt.get('/app/hook/deliveries?per_page=100')).body.map(({ id }: { id: number }) => id);
  expect(all).toEqual([...all].sort((one, other) => other - one));
  const walked: number[] = [];
  let next: string | undefined = '/app/hook/deliveries?per_page=2';
  while (next) {
    const answer = await jwt.get(next);
    walked.push(...answer.body.map(({ id }: { id: number }) => id));
    next = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
  }
  expect(walked).toEqual(all);
});

test('events go only to Apps that are installed, subscribed and not suspended', async () => {
  const { github, hooks } = world;
  const other = await startWebhookReceiver();
  const reader = github.createApp({
    name: 'Reader',
    owner: 'contributor',
    webhookUrl: other.url,
    permissions: { pull_requests: 'read' },
    events: ['pull_request'],
  });
  const installation = github.installApp(reader.id, 'pangeo-forge');
  await postComment('For subscribers');
  await github.drainWebhooks();
  expect(other.received.map(({ event }) => event)).toEqual(['ping', 'installation']);
  expect(hooks.of('issue_comment')).toHaveLength(1);
  expect(hooks.of('installation')).toHaveLength(0);

  await github.commit({ repo: REPO, branch: 'a', message: 'a', author: 'maintainer', files: { a: 'a' } });
  github.suspendInstallation(installation);
  await github.openPullRequest({ repo: REPO, head: 'a', title: 'A', as: 'maintainer' });
  await github.drainWebhooks();
  expect(other.received.map(({ event }) => event)).toEqual(['ping', 'installation', 'installation']);
  other.stop();
});

test("an App's own actions come back to it as events of its bot", async () => {
  const { github, hooks, app } = world;
  await app.post(`/repos/${REPO}/issues/${issue}/comments`, { body: 'From the App' });
  await github.drainWebhooks();
  expect(hooks.received[0]?.payload).toMatchObject({
    sender: { login: 'pangeo-forge[bot]', type: 'Bot' },
    comment: { performed_via_github_app: { slug: 'pangeo-forge' } },
  });
});

test('held deliveries are sent when they are released, in the given order', async () => {
  const { github, hooks } = world;
  github.holdWebhooks();
  for (const text of ['first', 'second', 'third']) await postComment(text);
  await github.drainWebhooks();
  expect(hooks.received).toEqual([]);
  const held = github
    .deliveries()
    .slice(-3)
    .map(({ guid }) => guid);
  for (const guid of held.slice(1).reverse()) {
    github.releaseWebhooks([guid]);
    await github.drainWebhooks();
  }
  github.releaseWebhooks();
  await github.drainWebhooks();
  expect(hooks.received.map(({ payload }) => payload.comment.body)).toEqual(['third', 'second', 'first']);
});

test('events of edited and deleted comments have the former text', async () => {
  const { github, hooks } = world;
  const comment = await postComment('/run a');
  await github.editComment(REPO, comment.id, '/run b', 'contributor');
  await github.deleteComment(REPO, comment.id, 'contributor');
  await github.drainWebhooks();
  expect(hooks.of('issue_comment', 'edited')[0]?.payload).toMatchObject({
    changes: { body: { from: '/run a' } },
    comment: { body: '/run b' },
  });
  expect(hooks.of('issue_comment', 'deleted')).toHaveLength(1);
  await expect(github.editComment(REPO, comment.id, 'x', 'contributor')).rejects.toThrow('Not Found');
});
