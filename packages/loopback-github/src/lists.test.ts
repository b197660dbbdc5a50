import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTcpProxy } from '@pangeo-forge/testkit/network/tcp-proxy';
import { type PopulatedGitHub, REPO, startPopulatedGitHub } from './testing/populated-github.ts';

let world: PopulatedGitHub;
let nowMs = Date.now();

beforeAll(async () => {
  world = await startPopulatedGitHub({ consistencyDelayMs: 5000, now: () => new Date(nowMs) });
  await world.github.openIssue({ repo: REPO, title: 'Talk', as: 'maintainer' });
  for (let number = 1; number <= 7; number += 1) {
    nowMs += 1;
    await world.github.comment(REPO, 1, `comment ${number}`, 'maintainer');
  }
});
afterAll(() => world.stop());

const path = `/repos/${REPO}/issues/1/comments`;
const bodies = (list: { body: string }[]): string[] => list.map(({ body }) => body.replace('comment ', ''));

test('what was just created stays out of lists for a while, and can be read by its id at once', async () => {
  expect((await world.app.get(path)).body).toEqual([]);
  const [first] = world.github.repository(REPO).comments(1);
  expect((await world.app.get(`/repos/${REPO}/issues/comments/${first?.id}`)).status).toBe(200);
  nowMs += 5000;
  expect((await world.app.get(path)).body).toHaveLength(7);
});

test('the links of pages lead through the complete list', async () => {
  const seen: string[] = [];
  let next: string | undefined = `${path}?per_page=3`;
  let pages = 0;
  while (next) {
    const answer = await world.app.get(next);
    seen.push(...bodies(answer.body));
    pages += 1;
    next = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
  }
  expect(pages).toBe(3);
  expect(seen).toEqual(['1', '2', '3', '4', '5', '6', '7']);
});

test('a page in the middle links to all four neighbours, a single page to none', async () => {
  const middle = await world.app.get(`${path}?per_page=3&page=2`);
  const rels = [...(middle.headers.get('link') ?? '').matchAll(/page=(\d+)>; rel="(\w+)"/g)].map(
    ([, page, rel]) => `${rel} ${page}`,
  );
  expect(rels).toEqual(['prev 1', 'next 3', 'last 3', 'first 1']);
  expect((await world.app.get(path)).headers.get('link')).toBeNull();
});

test('a page has 30 items by default, and never more than 100', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 130 }, (_, index) => [`recipes/a/${String(index).padStart(3, '0')}.txt`, `${index}\n`]),
  );
  await world.github.commit({ repo: REPO, branch: 'many', message: 'Many', author: 'maintainer', files });
  const { number } = await world.github.openPullRequest({ repo: REPO, head: 'many', title: 'Many', as: 'maintainer' });
  const at = `/repos/${REPO}/pulls/${number}/files`;
  const lengths = await Promise.all(
    ['', '?per_page=1000', '?per_page=100&page=2'].map(async (query) => (await world.app.get(at + query)).body.length),
  );
  expect(lengths).toEqual([30, 100, 30]);
});

test('an unchanged answer is a 304 for a request with its ETag', async () => {
  const first = await world.app.get(path);
  const etag = first.headers.get('etag') ?? '';
  const second = await world.app.get(path, { 'if-none-match': etag });
  expect([second.status, second.body]).toEqual([304, '']);
  await world.github.comment(REPO, 1, 'comment 8', 'maintainer');
  nowMs += 5000;
  expect((await world.app.get(path, { 'if-none-match': etag })).status).toBe(200);
});

test('links have the address of the request, such as a proxy’s', async () => {
  const proxy = await startTcpProxy({ port: Number(new URL(world.github.apiUrl).port) });
  const api = new URL(world.github.apiUrl);
  api.port = String(proxy.port);
  const answer = await fetch(`${api.href.replace(/\/$/, '')}${path}?per_page=3`);
  expect(answer.headers.get('link')).toContain(`<${api.origin}`);
  await proxy.stop();
});
