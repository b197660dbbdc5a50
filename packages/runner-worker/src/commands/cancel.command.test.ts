import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import type { FlowStage } from '../testing/flow-stage.ts';
import { completedCheck, decided, openFromFork, ourComments, quiet, say } from '../testing/pull-request-life.ts';
import { metaOf } from '../testing/scripted-runner.ts';
import { checked, runsOf, startCommandStage } from '../testing/command-stage.ts';

let stage: FlowStage;

beforeAll(async () => {
  stage = await startCommandStage();
});

afterAll(() => stage.stop());

/** A bake that lasts until it is cancelled. */
const hang: FlowStage['runner']['bake'] = (_request, signal) =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () =>
      resolve({ outcome: 'cancelled', exitCode: null, reason: 'the run was cancelled' }),
    );
  });

test('/run all runs each recipe once, and says nothing but how they ended', async () => {
  const pull = await checked(stage, 'run-all');
  const said = await say(stage, pull, '/run all', 'maintainer');
  expect(said).toMatchObject({ decision: 'ran', reactions: ['eyes', 'rocket'], replies: [] });
  await quiet(stage);
  expect(await runsOf(stage, pull.number)).toMatchObject([{ conclusion: 'success' }, { conclusion: 'success' }]);
  expect(ourComments(stage, pull.repo, pull.number)).toHaveLength(2);
});

test('/run while a run is in progress is refused, and /cancel ends the run and reports once who asked', async () => {
  const { bake } = stage.runner;
  stage.runner.bake = hang;
  const pull = await checked(stage, 'busy');
  await say(stage, pull, '/run sst', 'maintainer');
  const again = await say(stage, pull, '/run sst', 'maintainer');
  expect(again.replies[0]).toMatch(/`sst` is already running: \[run \d+\]/);
  const cancelled = await say(stage, pull, '/cancel', 'maintainer');
  expect(cancelled).toMatchObject({ decision: 'ran', reactions: ['eyes', 'rocket'], replies: [] });
  const ended = () => ourComments(stage, pull.repo, pull.number).find((text) => text.includes('**was cancelled**'));
  await waitFor(ended, { describe: () => runsOf(stage, pull.number) });
  expect(ended()).toMatch(/\*\*was cancelled\*\* after \d+ s: `@maintainer` said \/cancel\.\n/);
  expect((await runsOf(stage, pull.number)).find((run) => run.recipe_id === 'sst')).toMatchObject({
    conclusion: 'cancelled',
    failure_reason: '@maintainer said /cancel.',
  });
  await quiet(stage);
  stage.runner.bake = bake;
});

test('/run waits for the recipes that are still being read, and /cancel overtakes it', async () => {
  let release = () => {};
  const { expand } = stage.runner;
  stage.runner.expand = () =>
    new Promise((resolve) => {
      release = () => resolve({ meta: metaOf('sst') });
    });
  const waiting = await openFromFork(stage, 'overtaken');
  await waitFor(() => stage.runner.requests.some(({ ref }) => ref === waiting.head));
  const run = await stage.github.comment(waiting.repo, waiting.number, `/run sst@${waiting.head}`, 'maintainer');
  await waitFor(() => stage.github.repository(waiting.repo).reactions(run.id).length > 0);
  const cancel = await say(stage, waiting, '/cancel', 'maintainer');
  expect(cancel.replies[0]).toContain('Pending requests made before this comment were cancelled');
  expect(await decided(stage, 'issue_comment', run.id)).toEqual({
    decision: 'superseded',
    reason: 'cancelled by a later /cancel',
  });
  release();
  await completedCheck(stage, waiting.repo, waiting.head);
  const later = await say(stage, waiting, `/run sst@${waiting.head}`, 'maintainer');
  expect(later.decision).toBe('ran');
  await quiet(stage);
  stage.runner.expand = expand;
});
