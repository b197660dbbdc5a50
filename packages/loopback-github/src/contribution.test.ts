import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type LoopbackGitHub, startLoopbackGitHub } from './loopback-github.ts';
import { populateGitHub } from './populate-github.ts';
import { type ApiClient, installationClient } from './testing/api-client.ts';
import { startWebhookReceiver, type WebhookReceiver } from './testing/webhook-receiver.ts';

let github: LoopbackGitHub;
let hooks: WebhookReceiver;
let app: ApiClient;

beforeAll(async () => {
  github = await startLoopbackGitHub();
  hooks = await startWebhookReceiver();
  const populated = await populateGitHub(github, {
    files: { 'README.md': '# Recipes\n' },
    app: { name: 'Pangeo Forge', webhookUrl: hooks.url },
  });
  app = await installationClient(github.apiUrl, populated.app, populated.app.installation);
});

afterAll(async () => {
  hooks.stop();
  await github.stop();
});

test('a contribution from a fork goes from pull request to merge, with the events of each step', async () => {
  const repo = 'pangeo-forge/staged-recipes';
  const fork = await github.fork(repo, 'contributor');
  const files = { 'recipes/noaa/meta.yaml': 'title: NOAA\n', 'recipes/noaa/recipe.py': 'print(1)\n' };
  const head = await github.commit({ repo: fork, branch: 'noaa', message: 'Add NOAA', author: 'contributor', files });
  const opened = await github.openPullRequest({ repo, head: 'contributor:noaa', title: 'Add NOAA', as: 'contributor' });
  expect(opened).toMatchObject({
    number: 1,
    state: 'open',
    head: { sha: head },
    commits: 1,
    additions: 2,
    changed_files: 2,
  });

  const listed = await app.get(`/repos/${repo}/pulls/1/files`);
  expect(listed.body.map((file: { filename: string }) => file.filename)).toEqual(Object.keys(files));

  const run = await app.post(`/repos/${repo}/check-runs`, {
    name: 'synchronize',
    head_sha: head,
    status: 'in_progress',
  });
  expect(run.status).toBe(201);
  const done = await app.patch(`/repos/${repo}/check-runs/${run.body.id}`, { conclusion: 'success' });
  expect(done.body).toMatchObject({ status: 'completed', conclusion: 'success', pull_requests: [] });

  const comment = await github.comment(repo, 1, '/run noaa', 'maintainer');
  const eyes = await app.post(`/repos/${repo}/issues/comments/${comment.id}/reactions`, { content: 'eyes' });
  expect(eyes.status).toBe(201);
  const again = await app.post(`/repos/${repo}/issues/comments/${comment.id}/reactions`, { content: 'eyes' });
  expect(again.status).toBe(200);

  const merged = await github.mergePullRequest(repo, 1, 'maintainer');
  expect(merged.merged).toBe(true);
  expect(Object.keys(await github.repository(repo).files())).toEqual(['README.md', ...Object.keys(files)]);

  await github.drainWebhooks();
  expect(hooks.of('pull_request', 'opened')).toHaveLength(1);
  expect(hooks.of('issue_comment', 'created')).toHaveLength(1);
  expect(hooks.of('check_run', 'completed')[0]?.payload.sender.login).toBe('pangeo-forge[bot]');
  expect(hooks.of('pull_request', 'closed')[0]?.payload.pull_request).toMatchObject({
    merged: true,
    merge_commit_sha: merged.sha,
  });
});
