import { expect, test } from '@jest/globals';
import { createFreshAnswers, type FreshAnswers, type SharedAnswer } from './fresh-answers.ts';

const CHEAP = { freshMs: 60_000, keepAtOnce: false };
const COSTLY = { freshMs: 60_000, keepAtOnce: true };

/** Reads `/runs`, as often as asked for; returns how often it was made. */
function reader(fresh: FreshAnswers, rule: typeof CHEAP) {
  let made = 0;
  const produce = async (): Promise<SharedAnswer> => {
    made++;
    return { status: 200, headers: {}, body: Buffer.from(`made ${made}`), around: {}, mayGoFirst: true };
  };
  return async (url = '/runs') => {
    await fresh.read(url, rule, produce);
    return made;
  };
}

test('an answer is kept when its URL is requested again, not before', async () => {
  const fresh = createFreshAnswers();
  const read = reader(fresh, CHEAP);
  expect(await read()).toBe(1);
  expect(fresh.find('/runs')).toBeNull();
  expect(await read()).toBe(2);
  expect(fresh.find('/runs')).toMatchObject({ body: Buffer.from('made 2') });
  expect(await read()).toBe(2);
});

test('an expensive answer is kept the first time', async () => {
  const read = reader(createFreshAnswers(), COSTLY);
  expect([await read(), await read()]).toEqual([1, 1]);
});

test('thousands of URLs that are requested once leave nothing behind', async () => {
  const fresh = createFreshAnswers();
  const read = reader(fresh, CHEAP);
  const urls = Array.from({ length: 10_000 }, (_, id) => `/recipe_runs/${id}`);
  for (const url of urls) await read(url);
  expect(urls.filter((url) => fresh.find(url) !== null)).toEqual([]);
});

test('an answer in pieces is shared by concurrent requests, and not kept', async () => {
  const fresh = createFreshAnswers();
  let made = 0;
  const produce = async (): Promise<SharedAnswer> => {
    made++;
    return { type: 'text/plain', pieces: async function* () {} };
  };
  await Promise.all([fresh.read('/bakeries/1', COSTLY, produce), fresh.read('/bakeries/1', COSTLY, produce)]);
  expect(made).toBe(1);
  expect(fresh.find('/bakeries/1')).toBeNull();
});

test('a write clears kept answers, and those still being produced', async () => {
  const fresh = createFreshAnswers();
  const read = reader(fresh, COSTLY);
  await read();
  fresh.forget();
  const underway = read();
  fresh.forget();
  expect(await underway).toBe(2);
  expect(fresh.find('/runs')).toBeNull();
});
