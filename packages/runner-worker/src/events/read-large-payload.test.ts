import { expect, test } from '@jest/globals';
import { createLargeJsonReader } from '@pangeo-forge/shared/untrusted/large-json';
import { readPayload, UNREADABLE } from './handle-delivery.ts';

const withFilling = (length: number) =>
  Buffer.from(JSON.stringify({ action: 'opened', filling: Array.from({ length }, (_, number) => `text ${number}`) }));

test('what a large delivery says is read in a thread', async () => {
  expect(await readPayload(withFilling(50_000))).toMatchObject({ action: 'opened' });
});

test('a large delivery beyond its budget is unreadable, and the worker’s event loop goes on', async () => {
  // oxlint-disable-next-line pangeo-forge/test-deadlines -- the limit is tested
  const impatient = createLargeJsonReader({ cpuMs: 600_000, limitMs: 1, heapMb: 512 });
  let turns = 0;
  const turning = setInterval(() => turns++, 1);
  expect(await readPayload(withFilling(1_000_000), impatient)).toBe(UNREADABLE);
  clearInterval(turning);
  expect(turns).toBeGreaterThan(0);
  await impatient.stop();
});
