import { expect, test } from '@jest/globals';
import { waitFor } from './wait-for.ts';

test('resolves with the first value', async () => {
  let looks = 0;
  expect(await waitFor(() => (++looks < 3 ? undefined : looks))).toBe(3);
});

test('an error of the condition means not yet', async () => {
  let looks = 0;
  const value = await waitFor(() => {
    if (++looks < 3) throw new Error('connection refused');
    return 0;
  });
  expect(value).toBe(0);
});

test('the error after the deadline has what was waited for, what was seen last, and where', async () => {
  // oxlint-disable-next-line pangeo-forge/test-deadlines -- the deadline itself is tested
  const waiting = waitFor(() => false, { deadlineMs: 20, describe: () => ({ status: 'queued' }) });
  await expect(waiting).rejects.toThrow('waited 20 ms for {"status":"queued"}; it was false');
  await expect(waiting).rejects.toHaveProperty('stack', expect.stringContaining('wait-for.test.ts'));

  const refused = waitFor(
    () => {
      throw new Error('connection refused');
    },
    // oxlint-disable-next-line pangeo-forge/test-deadlines -- the deadline itself is tested
    { deadlineMs: 20, describe: 'the gateway' },
  );
  await expect(refused).rejects.toThrow('waited 20 ms for the gateway; it was an error: connection refused');
});
