import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { type PopulatedGitHub, REPO, startPopulatedGitHub } from './testing/populated-github.ts';

let world: PopulatedGitHub;
let nowMs = Date.now();

beforeAll(async () => {
  const limits = { requestsPerHour: 60, contentPerMinute: 3 };
  world = await startPopulatedGitHub({ now: () => new Date(nowMs), limits });
  await world.github.openIssue({ repo: REPO, title: 'Talk', as: 'maintainer' });
});
afterEach(() => {
  world.github.faults.clear();
  nowMs += 3_600_000;
});
afterAll(() => world.stop());

const comments = `/repos/${REPO}/issues/1/comments`;
const count = (): number => world.github.repository(REPO).comments(1).length;
const postComment = () => world.maintainer.post(comments, { body: 'Once' });

test('a fault before the effect leaves nothing behind, and affects the given number of requests', async () => {
  const { faults } = world.github;
  faults.add({
    method: 'POST',
    path: /comments$/,
    times: 1,
    when: 'before',
    respond: { status: 502, body: { message: 'Server Error' } },
  });
  const before = count();
  expect((await postComment()).status).toBe(502);
  expect(count()).toBe(before);
  expect(world.github.requests().at(-1)).toMatchObject({ status: 502, actor: 'maintainer' });
  expect((await postComment()).status).toBe(201);
  expect(faults.hits()).toBe(1);
});

test('a fault after the effect loses only the answer', async () => {
  const { faults } = world.github;
  faults.add({ method: 'POST', path: /comments$/, times: 1, when: 'after', respond: 'reset' });
  const before = count();
  await expect(postComment()).rejects.toThrow();
  expect(count()).toBe(before + 1);
  const [lost] = world.github.requests().slice(-1);
  expect(lost).toMatchObject({
    method: 'POST',
    path: comments,
    status: 0,
    actor: 'maintainer',
    body: { body: 'Once' },
  });
});

test('a fault can spare the first requests', async () => {
  const { faults } = world.github;
  faults.add({ path: /comments$/, skip: 1, times: 1, when: 'before', respond: { status: 500 } });
  const statuses = [
    await world.maintainer.get(comments),
    await world.maintainer.get(comments),
    await world.maintainer.get(comments),
  ];
  expect(statuses.map(({ status }) => status)).toEqual([200, 500, 200]);
});

test('a request that times out is never answered', async () => {
  const { faults, apiUrl } = world.github;
  faults.add({ path: /comments$/, times: 1, when: 'before', respond: 'timeout' });
  // oxlint-disable-next-line pangeo-forge/test-deadlines -- nothing is ever answered
  const hanging = fetch(apiUrl + comments, { signal: AbortSignal.timeout(200) });
  await expect(hanging).rejects.toThrow(/timeout|aborted/);
});

test('a late answer is the normal answer', async () => {
  const { faults } = world.github;
  faults.add({ path: /comments$/, times: 1, when: 'after', respond: { delayMs: 150 } });
  const startedAt = performance.now();
  expect((await world.maintainer.get(comments)).status).toBe(200);
  expect(performance.now() - startedAt).toBeGreaterThan(140);
});

test('rate limits are reported with GitHub’s headers and statuses', async () => {
  const { faults } = world.github;
  faults.primaryRateLimit({ resetInSeconds: 30, times: 1 });
  const primary = await postComment();
  expect(primary.status).toBe(403);
  expect(primary.headers.get('x-ratelimit-remaining')).toBe('0');
  expect(Number(primary.headers.get('x-ratelimit-reset'))).toBeGreaterThan(nowMs / 1000);
  faults.secondaryRateLimit({ status: 429, retryAfterSeconds: 7, times: 1 });
  const secondary = await postComment();
  expect([secondary.status, secondary.headers.get('retry-after')]).toEqual([429, '7']);
  faults.secondaryRateLimit({ retryAfterSeconds: null, times: 1 });
  const silent = await postComment();
  expect([silent.status, silent.headers.get('retry-after')]).toEqual([403, null]);
});

test('an enforced limit on content refuses what exceeds it until the minute is over', async () => {
  const statuses: number[] = [];
  for (let sent = 0; sent < 4; sent += 1) statuses.push((await postComment()).status);
  expect(statuses).toEqual([201, 201, 201, 403]);
  nowMs += 60_000;
  expect((await postComment()).status).toBe(201);
});

test('an enforced hourly limit is counted down, and reading it is free', async () => {
  const used = async (): Promise<number> => (await world.contributor.get('/rate_limit')).body.resources.core.used;
  const start = await used();
  const answer = await world.contributor.get(comments);
  expect(await used()).toBe(start + 1);
  const etag = answer.headers.get('etag') ?? '';
  expect((await world.contributor.get(comments, { 'if-none-match': etag })).status).toBe(304);
  expect(await used()).toBe(start + 1);
  for (let sent = 0; sent < 60; sent += 1) await world.contributor.get(comments);
  const refused = await world.contributor.get(comments);
  expect([refused.status, refused.headers.get('x-ratelimit-remaining')]).toEqual([403, '0']);
});

test('malformed bodies are refused before anything else is checked', async () => {
  const { apiUrl } = world.github;
  const send = (body: string) =>
    fetch(apiUrl + comments, { method: 'POST', body }).then(async (answer) => [
      answer.status,
      ((await answer.json()) as { message: string }).message,
    ]);
  expect(await send('{"body":')).toEqual([400, 'Problems parsing JSON']);
  expect(await send('"text"')).toEqual([400, 'Body should be a JSON object']);
  const { body, status } = await world.maintainer.post(comments, { text: 'wrong field' });
  expect([status, body.message]).toEqual([422, 'Invalid request.\n\n"body" wasn\'t supplied.']);
});

test('a comment that is too long is refused', async () => {
  const { body, status } = await world.maintainer.post(comments, { body: 'x'.repeat(65_537) });
  expect([status, body.errors[0].message]).toEqual([422, 'body is too long (maximum is 65536 characters)']);
});
