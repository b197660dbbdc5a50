import { afterAll, expect, test } from '@jest/globals';
import { createLargeJsonReader } from './large-json.ts';

const HOSTILE = new URL('../../test/hostile.thread.ts', import.meta.url);
const PATIENT = { cpuMs: 600_000, limitMs: 600_000, heapMb: 512 };

const reader = createLargeJsonReader(PATIENT);
const endless = createLargeJsonReader({ cpuMs: 200, limitMs: 600_000, heapMb: 32 }, HOSTILE);
afterAll(async () => {
  await reader.stop();
  await endless.stop();
});

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));

test('JSON that is never parsed is ended by its budget, while the event loop goes on', async () => {
  let turns = 0;
  const turning = setInterval(() => turns++, 1);
  const read = await endless.read(bytes({}));
  clearInterval(turning);
  expect(read).toEqual({ outcome: 'over_budget', reason: expect.stringContaining('processor time') });
  expect(turns).toBeGreaterThan(0);
  expect(await endless.payloadOfForm(Buffer.from('payload=1'))).toBeNull();
});

test('JSON that fills the memory is ended by its budget', async () => {
  const small = createLargeJsonReader({ ...PATIENT, heapMb: 16 });
  const items = Array.from({ length: 500_000 }, (_, number) => ({ a: `text ${number}`, b: [number] }));
  expect(await small.read(bytes(items))).toEqual({
    outcome: 'over_budget',
    reason: expect.stringContaining('memory'),
  });
  await small.stop();
});

test('what an event says survives beside 100,000 names', async () => {
  const names = Object.fromEntries(Array.from({ length: 100_000 }, (_, number) => [`name ${number}`, number]));
  const read = await reader.read(bytes({ action: 'opened', repository: { full_name: 'a/b' }, names }));
  const value = read.outcome === 'read' ? (read.value as { names: object }) : null;
  expect(value).toMatchObject({ action: 'opened', repository: { full_name: 'a/b' } });
  expect(Object.keys(value?.names ?? {}).length).toBeLessThan(5_000);
});

test('long texts and deep values are left out, and lists of repositories stay complete', async () => {
  const repositories = Array.from({ length: 10_000 }, (_, number) => ({ full_name: `a/${number}` }));
  const deep = JSON.parse(`${'['.repeat(200)}1${']'.repeat(200)}`) as unknown;
  const read = await reader.read(bytes({ text: 'x'.repeat(300_000), deep, repositories }));
  expect(read).toMatchObject({ outcome: 'read', value: { text: null, repositories } });
  expect(JSON.stringify(read)).not.toContain('['.repeat(100));
});

test('more than an event of GitHub holds is over budget, and no JSON is no JSON', async () => {
  expect(await reader.read(bytes(Array.from({ length: 400_000 }, () => 1)))).toMatchObject({ outcome: 'over_budget' });
  expect(await reader.read(Buffer.from('{"a":1}}'))).toEqual({ outcome: 'no_json' });
});

test('names that would reach into prototypes reach nothing', async () => {
  const read = await reader.read(Buffer.from('{"__proto__":{"polluted":true}}'));
  expect(read).toMatchObject({ outcome: 'read' });
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test('the payload of a form', async () => {
  const form = new URLSearchParams({ payload: '{"a":"ü"}' }).toString();
  expect(Buffer.from((await reader.payloadOfForm(Buffer.from(form))) ?? []).toString()).toBe('{"a":"ü"}');
});
