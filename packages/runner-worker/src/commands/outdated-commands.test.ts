import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { FlowStage } from '../testing/flow-stage.ts';
import { deliver } from '../testing/deliver.ts';
import { decided, decisionAbout, ourComments, push, quiet } from '../testing/pull-request-life.ts';
import { checked, startCommandStage } from '../testing/command-stage.ts';

let stage: FlowStage;

beforeAll(async () => {
  stage = await startCommandStage();
});

afterAll(() => stage.stop());

interface Commented {
  comment?: { id: number };
}

test('a commit that is pushed after the comment was written is not run', async () => {
  const pull = await checked(stage, 'moved');
  stage.github.holdWebhooks();
  const comment = await stage.github.comment(pull.repo, pull.number, '/run sst', 'maintainer');
  const next = await push(stage, pull, { 'recipes/moved/recipe.py': 'import os\n' });
  stage.github.releaseWebhooks();
  expect(await decided(stage, 'issue_comment', comment.id)).toMatchObject({ decision: 'refused' });
  expect(ourComments(stage, pull.repo, pull.number)[0]).toContain(`A newer commit (${next.slice(0, 7)}) was pushed`);
  await quiet(stage);
});

test('a comment that comes through more than an hour late is not obeyed', async () => {
  const pull = await checked(stage, 'late');
  const comment = await stage.github.comment(pull.repo, pull.number, 'Hello', 'maintainer');
  await decided(stage, 'issue_comment', comment.id);
  const sent = stage.github.deliveries().find(({ payload }) => (payload as Commented).comment?.id === comment.id);
  const payload = structuredClone(sent?.payload) as Commented;
  Object.assign(payload.comment ?? {}, {
    body: '/run sst',
    created_at: new Date(Date.now() - 3 * 3_600_000).toISOString(),
  });
  await deliver(stage, { guid: 'late-comment', event: 'issue_comment', payload: payload as Record<string, unknown> });
  expect(await decisionAbout(stage, 'late-comment')).toMatchObject({ decision: 'refused' });
  expect(ourComments(stage, pull.repo, pull.number)[0]).toContain('more than an hour late');
});
