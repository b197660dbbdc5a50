import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { readDelivery } from '@pangeo-forge/db/deliveries/delivery';
import { findDueWork } from '@pangeo-forge/db/work/find-due-work';
import { queueName } from '@pangeo-forge/shared/queues/queue-catalog';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { Redis } from 'ioredis';
import {
  type GatewayStage,
  post,
  PREVIOUS_SECRET,
  pullRequestOpened,
  startGatewayStage,
} from '../test/gateway-stage.ts';

let stage: GatewayStage;

beforeAll(async () => {
  stage = await startGatewayStage();
});

afterAll(() => stage.stop());

afterEach(async () => {
  await stage.database.pool.query('truncate webhook_delivery, work, journal');
});

const dueNow = () => findDueWork(stage.database.pool, { kinds: ['deliveries'], limit: 10, overdueMs: 0 });
const setWork = (id: string, state: string, attempts = 1) =>
  stage.database.pool.query(
    `update work set state = $2, attempts = $3, lease_until = case when $2 = 'leased' then now() + interval '1 minute' end where ref = $1`,
    [id, state, attempts],
  );

test('an accepted delivery is in Postgres with its work, byte for byte, when 202 is answered', async () => {
  const payload = { ...pullRequestOpened(12), text: 'naïve ☃ \u0000 end' };
  const { status, json, id } = await post(stage.url, { payload });
  expect({ status, json }).toEqual({ status: 202, json: { status: 'ok' } });
  const delivery = await readDelivery(stage.database.pool, id);
  expect(delivery?.payload).toEqual(payload);
  const { rows } = await stage.database.pool.query(
    'select event, action, repository, number, sender, head_sha, occurred_at::text, headers, handled_at from webhook_delivery',
  );
  expect(rows).toEqual([
    {
      event: 'pull_request',
      action: 'opened',
      repository: 'pangeo-forge/staged-recipes',
      number: 12,
      sender: 'contributor',
      head_sha: 'a'.repeat(40),
      occurred_at: expect.stringContaining('2023-05-01'),
      headers: expect.objectContaining({ 'x-github-delivery': id, 'user-agent': 'GitHub-Hookshot/044aadd' }),
      handled_at: null,
    },
  ]);
  expect(await stage.count('work', `subject = 'pull_request pangeo-forge/staged-recipes#12' and state = 'due'`)).toBe(
    1,
  );
});

test('a wake-up comes through Redis and names its subject', async () => {
  await post(stage.url, { payload: pullRequestOpened(7) });
  const redis = new Redis(stage.redis.url);
  try {
    const label = await waitFor(async () => {
      const [job] = await redis.lrange(`bull:${queueName('deliveries')}:wait`, 0, -1);
      return job && redis.hget(`bull:${queueName('deliveries')}:${job}`, 'name');
    });
    expect(label).toBe('pull_request.opened pangeo-forge/staged-recipes#7');
  } finally {
    redis.disconnect();
  }
});

test('the secret before the present one still signs', async () => {
  expect((await post(stage.url, { secret: PREVIOUS_SECRET })).status).toBe(202);
});

test('a delivery that is done has no second effect', async () => {
  const { id } = await post(stage.url);
  await setWork(id, 'done');
  expect((await post(stage.url, { id })).status).toBe(202);
  expect(await dueNow()).toEqual([]);
  expect(await stage.count('webhook_delivery')).toBe(1);
});

test('a delivery that failed is tried afresh when it is sent again', async () => {
  const { id } = await post(stage.url);
  await setWork(id, 'failed', 25);
  expect((await post(stage.url, { id })).status).toBe(202);
  expect(await dueNow()).toHaveLength(1);
  expect(await stage.count('work', 'attempts = 0')).toBe(1);
});

test.each(['due', 'waiting'])('a delivery whose work is %s is due, once, when it is sent again', async (state) => {
  const { id } = await post(stage.url);
  await setWork(id, state);
  await stage.database.pool.query(`update work set due_at = now() + interval '1 hour'`);
  expect((await post(stage.url, { id })).status).toBe(202);
  expect(await dueNow()).toHaveLength(1);
});

test('a delivery that a worker holds stays with it when it is sent again', async () => {
  const { id } = await post(stage.url);
  await setWork(id, 'leased');
  expect((await post(stage.url, { id })).status).toBe(202);
  expect(await stage.count('work', `state = 'leased'`)).toBe(1);
});

test('one delivery sent a hundred times at once is accepted each time and recorded once', async () => {
  const id = randomUUID();
  const answers = await Promise.all(Array.from({ length: 100 }, () => post(stage.url, { id })));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  expect(await stage.count('webhook_delivery')).toBe(1);
  expect(await stage.count('work')).toBe(1);
});

test('what comes at once is all recorded, whatever batches it makes', async () => {
  const answers = await Promise.all(
    Array.from({ length: 350 }, (_, number) => post(stage.url, { payload: pullRequestOpened(number) })),
  );
  expect(answers.filter(({ status }) => status === 202)).toHaveLength(350);
  expect(await stage.count('webhook_delivery')).toBe(350);
  expect(await stage.count('work', `state = 'due'`)).toBe(350);
});

test('what Postgres refuses to store does not take its neighbours with it', async () => {
  await stage.database.pool.query(`alter table work add constraint poison check (label not like '%#666')`);
  try {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => post(stage.url, { payload: pullRequestOpened(660 + index) })),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map((_, index) => (index === 6 ? 503 : 202)));
    expect(await stage.count('webhook_delivery')).toBe(19);
  } finally {
    await stage.database.pool.query('alter table work drop constraint poison');
  }
});

const IGNORED = [
  ['an event that has no handler', 'push', { repository: { full_name: 'pangeo-forge/x-feedstock' } }],
  ['an action that has no handler', 'pull_request', { ...pullRequestOpened(), action: 'assigned' }],
  ['a repository without recipes', 'pull_request', pullRequestOpened(1, 'pangeo-forge/website')],
  ['an event without a repository', 'pull_request', { action: 'opened' }],
  ['a repository that is none', 'pull_request', pullRequestOpened(1, 'a/b/c-feedstock')],
  ['a payload that is no object', 'pull_request', [1, 2]],
  ['a payload that is null', 'issue_comment', 'null'],
] as const;

test.each(IGNORED)(
  '%s is recorded as done and journalled, and the answer names the reason',
  async (_what, event, payload) => {
    const { status, json, id } = await post(stage.url, {
      event,
      ...(payload === 'null' ? { body: 'null' } : { payload }),
    });
    expect({ status, json }).toEqual({ status: 202, json: { status: 'skip', message: expect.any(String) } });
    expect(await stage.count('webhook_delivery', 'handled_at is not null')).toBe(1);
    expect(await stage.count('work')).toBe(0);
    const { rows } = await stage.database.pool.query('select kind, delivery_id, decision, reason from journal');
    expect(rows).toEqual([
      { kind: 'delivery', delivery_id: id, decision: 'ignored', reason: (json as { message: string }).message },
    ]);
    await post(stage.url, { id, event, ...(payload === 'null' ? { body: 'null' } : { payload }) });
    expect(await stage.count('journal')).toBe(1);
  },
);

test.each(['pangeo-forge/Staged-Recipes', 'someone/noaa-FEEDSTOCK', 'x/my-staged-recipes'])(
  'the repository %s counts',
  async (repository) => {
    const { json } = await post(stage.url, { payload: pullRequestOpened(1, repository) });
    expect(json).toEqual({ status: 'ok' });
    expect(await stage.count('work')).toBe(1);
  },
);

test.each([
  ['ping', { zen: 'Design for failure.' }],
  ['check_suite', { action: 'completed', repository: { full_name: 'pangeo-forge/website' } }],
])('%s is answered as GitHub is used to', async (event, payload) => {
  const { status, json } = await post(stage.url, { event, payload });
  expect({ status, json }).toEqual({ status: 202, json: { status: 'ok' } });
});

test('the payload of a form is recorded as its JSON', async () => {
  const body = new URLSearchParams({ payload: JSON.stringify(pullRequestOpened(3)) }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const { status, id } = await post(stage.url, { body, headers });
  expect(status).toBe(202);
  expect((await readDelivery(stage.database.pool, id))?.payload).toEqual(pullRequestOpened(3));
});

test.each(['', '/'])('the path may end in "%s"', async (ending) => {
  expect((await post(`${stage.url.replace(/\/$/, '')}${ending}`)).status).toBe(202);
});
