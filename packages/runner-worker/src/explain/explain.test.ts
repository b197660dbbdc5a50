import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { explain } from './explain.ts';
import { parseExplainTarget } from './explain-target.ts';
import { replayDelivery } from './replay-delivery.ts';
import { pino } from 'pino';
import { type FlowStage, STAGED_RECIPES, startFlowStage } from '../testing/flow-stage.ts';
import { completedCheck, type OpenedPullRequest, openFromFork, quiet, say } from '../testing/pull-request-life.ts';

let stage: FlowStage;
let pull: OpenedPullRequest;

beforeAll(async () => {
  stage = await startFlowStage();
  await ensureFeedstock(stage.database.pool, STAGED_RECIPES);
  pull = await openFromFork(stage, 'explained');
  await completedCheck(stage, pull.repo, pull.head);
  await say(stage, pull, '/rnu sst', 'stranger');
  await say(stage, pull, '/run sst', 'maintainer');
  await quiet(stage);
});

afterAll(() => stage.stop());

const guidOf = (event: string, action: string, body?: string) =>
  stage.github
    .deliveries()
    .find(
      (one) =>
        one.event === event &&
        one.action === action &&
        (!body || (one.payload as { comment: { body: string } }).comment.body === body),
    )?.guid ?? '';
const replay = (deliveryId: string, afresh: boolean) =>
  replayDelivery(stage.config, { database: stage.database, logger: pino({ level: 'silent' }) }, { deliveryId, afresh });

test('a pull request’s story lists each delivery, command and run with its reason, actor and effects', async () => {
  const story = (
    await explain(stage.database.pool, parseExplainTarget(`https://github.com/${STAGED_RECIPES}/pull/${pull.number}`))
  ).join('\n');
  expect(story).toMatch(/pull_request\.opened by contributor at \w{7} \(delivery /);
  expect(story).toContain('delivery waited (contributor): the runner is reading the recipes');
  expect(story).toMatch(/delivery ran \(contributor\): the check run of \w{7} was completed: 1 recipe is ready/);
  expect(story).toMatch(/effect: check-run pangeo-forge\/staged-recipes#\d+@\w{40} first completed/);
  expect(story).toContain('command refused (stranger): /rnu: unknown command /rnu');
  expect(story).toContain('command ran (maintainer): /run: started run');
  expect(story).toMatch(/run \d+ in_progress → completed\/success/);
});

test('a delivery that is replayed afresh prints what would be sent, and nothing is sent or written', async () => {
  const { pool } = stage.database;
  const rows = async () =>
    (
      await pool.query(
        'select (select count(*) from effect) as effects, (select count(*) from journal) as journal, (select count(*) from work) as work',
      )
    ).rows;
  const before = await rows();
  stage.github.clearRequests();
  const replayed = await replay(guidOf('pull_request', 'opened'), true);
  expect(replayed).toMatchObject({
    outcome: 'replayed',
    decision: 'ran',
    reason: expect.stringContaining('1 recipe is ready'),
  });
  const requests = 'requests' in replayed ? replayed.requests.map(({ method, path }) => `${method} ${path}`) : [];
  expect(requests).toEqual([`POST /repos/${STAGED_RECIPES}/check-runs`, `PATCH /repos/${STAGED_RECIPES}/check-runs/0`]);
  const sent = stage.github
    .requests()
    .filter(({ method, path }) => method !== 'GET' && !path.endsWith('/access_tokens'));
  expect(sent).toEqual([]);
  expect(await rows()).toEqual(before);
});

test('a delivery that is done has nothing left to send', async () => {
  expect(await replay(guidOf('pull_request', 'opened'), false)).toMatchObject({ decision: 'ran', requests: [] });
  expect(await replay('no-such-delivery', false)).toEqual({ outcome: 'unknown_delivery' });
});

test('a refused command is refused again, with the reply that would be sent', async () => {
  const replayed = await replay(guidOf('issue_comment', 'created', '/rnu sst'), true);
  expect(replayed).toMatchObject({ decision: 'refused', reason: 'unknown command /rnu' });
  const bodies =
    'requests' in replayed ? replayed.requests.map(({ body }) => (body as { body?: string }).body ?? '') : [];
  expect(bodies.at(-1)).toContain('Did you mean `/run RECIPE_ID…|all');
});
