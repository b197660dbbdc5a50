import { expect, test } from '@jest/globals';
import { createAnswerCache, openOnce } from './keep-answers.ts';

const MINUTE_MS = 60_000;

/** Loads 1, then 2, and so on. */
function counter() {
  let loaded = 0;
  return async () => ++loaded;
}

test('an answer is loaded once for all who ask while it is kept', async () => {
  const [answers, load] = [createAnswerCache(), counter()];
  const read = () => answers.read('login', MINUTE_MS, load);
  expect(await Promise.all([read(), read()])).toEqual([1, 1]);
  expect(await read()).toBe(1);
  answers.forget('login');
  expect(await read()).toBe(2);
});

test('an answer is not given after its time', async () => {
  const [answers, load] = [createAnswerCache(), counter()];
  const first = await answers.read('login', 1, load);
  while ((await answers.read('login', 1, load)) === first) await new Promise((resolve) => setImmediate(resolve));
});

test('a failure reaches all who waited for it, and the next one asks again', async () => {
  const answers = createAnswerCache();
  const failing = answers.read('login', MINUTE_MS, () => Promise.reject(new Error('unavailable')));
  const waiting = answers.read('login', MINUTE_MS, async () => 'never loaded');
  await expect(failing).rejects.toThrow('unavailable');
  await expect(waiting).rejects.toThrow('unavailable');
  expect(await answers.read('login', MINUTE_MS, async () => 'app[bot]')).toBe('app[bot]');
});

test('a failure that was forgotten meanwhile does not remove the answer that replaced it', async () => {
  const answers = createAnswerCache();
  const { promise, reject } = Promise.withResolvers<string>();
  const failing = answers.read('login', MINUTE_MS, () => promise);
  answers.forget('login');
  const load = counter();
  await answers.read('login', MINUTE_MS, load);
  reject(new Error('unavailable'));
  await expect(failing).rejects.toThrow('unavailable');
  expect(await answers.read('login', MINUTE_MS, load)).toBe(1);
});

test('the answer that was used least recently makes room', async () => {
  const [answers, load] = [createAnswerCache(2), counter()];
  const read = (key: string) => answers.read(key, MINUTE_MS, load);
  expect([await read('a'), await read('b'), await read('a'), await read('c')]).toEqual([1, 2, 1, 3]);
  expect([await read('a'), await read('b')]).toEqual([1, 4]);
});

test('what is opened once is opened once, however many ask', async () => {
  const open = openOnce(counter());
  expect(await Promise.all([open(), open(), open()])).toEqual([1, 1, 1]);
  expect(await open()).toBe(1);
});

test('what could not be opened is tried again', async () => {
  const answers = [Promise.reject(new Error('unavailable')), Promise.resolve('open')];
  const open = openOnce(() => answers.shift() as Promise<string>);
  await expect(open()).rejects.toThrow('unavailable');
  expect(await open()).toBe('open');
});
