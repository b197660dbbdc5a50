import { expect, test } from '@jest/globals';
import { openOnce } from './open-once.ts';

test('what is opened is opened once, however many ask', async () => {
  let times = 0;
  const open = openOnce(async () => ++times);
  expect(await Promise.all([open(), open(), open()])).toEqual([1, 1, 1]);
  expect(await open()).toBe(1);
});

test('what could not be opened is tried again', async () => {
  const answers = [Promise.reject(new Error('away')), Promise.resolve('here')];
  const open = openOnce(() => answers.shift() as Promise<string>);
  await expect(open()).rejects.toThrow('away');
  expect(await open()).toBe('here');
});
