import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { appManifest } from '@pangeo-forge/github/app-manifest';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import type { FlowStage } from '../testing/flow-stage.ts';
import { deliver } from '../testing/deliver.ts';
import { decided, decisionAbout, ourComments, quiet } from '../testing/pull-request-life.ts';
import { checked, runsOf, startCommandStage } from '../testing/command-stage.ts';

let stage: FlowStage;

beforeAll(async () => {
  stage = await startCommandStage();
});

afterAll(() => stage.stop());

test('quoted lines, code, and words with a slash inside give no command', async () => {
  const pull = await checked(stage, 'quoted');
  for (const body of ['> /run sst', '```\n/run sst\n```', 'please /run sst', 'see recipes/a/b', '']) {
    const comment = await stage.github.comment(pull.repo, pull.number, body || ' ', 'maintainer').catch(() => null);
    if (comment) expect(await decided(stage, 'issue_comment', comment.id)).toMatchObject({ decision: 'ignored' });
  }
  expect(ourComments(stage, pull.repo, pull.number)).toEqual([]);
});

test('an edited comment is not obeyed, and its author gets one reply', async () => {
  const pull = await checked(stage, 'edited');
  const comment = await stage.github.comment(pull.repo, pull.number, 'Nice!', 'maintainer');
  await decided(stage, 'issue_comment', comment.id);
  await stage.github.editComment(pull.repo, comment.id, '/run sst', 'maintainer');
  await stage.github.editComment(pull.repo, comment.id, '/run ice', 'maintainer');
  await waitFor(() => ourComments(stage, pull.repo, pull.number).length > 0);
  await quiet(stage);
  expect(ourComments(stage, pull.repo, pull.number)).toHaveLength(1);
  expect(ourComments(stage, pull.repo, pull.number)[0]).toContain('edited comment are ignored');
});

test('a comment that was deleted before it was read is not obeyed, and leaves nothing failed', async () => {
  const pull = await checked(stage, 'deleted');
  stage.github.holdWebhooks();
  const comment = await stage.github.comment(pull.repo, pull.number, '/run sst', 'maintainer');
  await stage.github.deleteComment(pull.repo, comment.id, 'maintainer');
  stage.github.releaseWebhooks();
  expect(await decided(stage, 'issue_comment', comment.id)).toMatchObject({ decision: 'ignored' });
  await quiet(stage);
  expect((await runsOf(stage, pull.number)).every(({ status }) => status === 'queued')).toBe(true);
});

test('what is said in a review gives no command: it is recorded as ignored, and the App asks for no reviews', async () => {
  const pull = await checked(stage, 'reviewed');
  const said = { id: 1, body: '/run sst', user: { login: 'maintainer', type: 'User' } };
  const about = {
    pull_request: { number: pull.number, head: { sha: pull.head } },
    repository: { full_name: pull.repo },
    sender: { login: 'maintainer' },
  };
  const review = { action: 'submitted', review: said, ...about };
  const comment = { action: 'created', comment: said, ...about };
  await deliver(stage, { guid: 'a-review', event: 'pull_request_review', payload: review });
  await deliver(stage, { guid: 'a-line-comment', event: 'pull_request_review_comment', payload: comment });
  for (const guid of ['a-review', 'a-line-comment'])
    expect(await decisionAbout(stage, guid)).toMatchObject({ decision: 'ignored' });
  await quiet(stage);
  expect((await runsOf(stage, pull.number)).every(({ status }) => status === 'queued')).toBe(true);
  expect(ourComments(stage, pull.repo, pull.number)).toEqual([]);
  const { default_events: events } = appManifest({ name: 'Forge', url: 'https://forge.example.org' });
  expect(events.filter((name) => name.includes('review'))).toEqual([]);
});
