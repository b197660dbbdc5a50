import { expect, test } from '@jest/globals';
import { withTimeout } from './with-timeout.ts';

const HOUR_MS = 3_600_000;
const never = () => new Promise<string>(() => {});
const tooSlow = () => {
  throw new Error('Redis took too long');
};

test('what comes in time is the result, and a failure in time is the failure', async () => {
  expect(await withTimeout(Promise.resolve('value'), HOUR_MS, tooSlow)).toBe('value');
  await expect(withTimeout(Promise.reject(new Error('refused')), HOUR_MS, tooSlow)).rejects.toThrow('refused');
});

test('after the limit it is what the caller chose, a value or an error', async () => {
  expect(await withTimeout(never(), 1, () => null)).toBeNull();
  await expect(withTimeout(never(), 1, tooSlow)).rejects.toThrow('Redis took too long');
});

test('a failure after the limit is ignored', async () => {
  const { promise, reject } = Promise.withResolvers<string>();
  expect(await withTimeout(promise, 1, () => null)).toBeNull();
  reject(new Error('late')); // jest fails the test on an unhandled rejection
  await new Promise((resolve) => setImmediate(resolve));
});

test('no timer is left behind', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  await withTimeout(Promise.resolve('value'), HOUR_MS, tooSlow);
  expect(timers()).toBe(before);
});
