import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type PopulatedGitHub, REPO, startPopulatedGitHub } from '../testing/populated-github.ts';

let world: PopulatedGitHub;

beforeAll(async () => {
  world = await startPopulatedGitHub();
});
afterAll(() => world.stop());

test('html_url and download_url of answers lead to a page', async () => {
  const { github, app } = world;
  await github.commit({
    repo: REPO,
    branch: 'topic',
    message: 'x',
    author: 'maintainer',
    files: { 'recipes/a.py': 'print(1)\n' },
  });
  const pull = await github.openPullRequest({
    repo: REPO,
    head: 'topic',
    title: 'Add <b>',
    body: '<script>alert(1)</script>',
    as: 'maintainer',
  });
  const comment = await github.comment(REPO, pull.number, '/run a', 'maintainer');
  await app.post(`/repos/${REPO}/issues/comments/${comment.id}/reactions`, { content: 'rocket' });
  const run = await app.post(`/repos/${REPO}/check-runs`, {
    name: 'synchronize',
    head_sha: pull.head.sha,
    output: { title: 'One recipe', summary: 'a' },
  });
  const file = await app.get(`/repos/${REPO}/contents/recipes/a.py?ref=topic`);
  const read = async (url: string): Promise<string> => {
    const answer = await fetch(url);
    expect([url, answer.status]).toEqual([url, 200]);
    return answer.text();
  };
  const conversation = await read(pull.html_url);
  expect(conversation).toContain('Add &lt;b&gt; #1');
  expect(conversation).toContain('/run a');
  expect(conversation).toContain('🚀');
  expect(conversation).not.toContain('<script>');
  expect(await read(run.body.html_url)).toContain('One recipe');
  expect(await read(pull.base.repo.html_url)).toContain('pull/1');
  expect(await read(file.body.download_url)).toBe('print(1)\n');
});

test('private repositories and missing things have no page', async () => {
  const { github } = world;
  await github.createRepository({ owner: 'pangeo-forge', name: 'secret', private: true, files: { a: 'a' } });
  for (const path of ['pangeo-forge/secret', `${REPO}/pull/99`, `${REPO}/raw/main/none`, 'nobody/nothing']) {
    expect((await fetch(`${github.serverUrl}/${path}`)).status).toBe(404);
  }
});
