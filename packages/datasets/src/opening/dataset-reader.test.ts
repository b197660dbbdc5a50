import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createDatasetReader } from './dataset-reader.ts';

const array = (of: object) => ({
  zarr_format: 2,
  shape: [2],
  chunks: [2],
  dtype: '<f8',
  compressor: null,
  filters: null,
  order: 'C',
  fill_value: null,
  ...of,
});

const consolidated = (metadata: Record<string, unknown>) =>
  JSON.stringify({ zarr_consolidated_format: 1, metadata: { '.zgroup': { zarr_format: 2 }, ...metadata } });

const manyArrays = (count: number, attributes: object) =>
  consolidated(
    Object.fromEntries(
      Array.from({ length: count }, (_, at) => [
        [`a${at}/.zarray`, array({})],
        [`a${at}/.zattrs`, { _ARRAY_DIMENSIONS: ['x'], ...attributes }],
      ]).flat() as Array<[string, unknown]>,
    ),
  );

/** A coordinate whose only chunk is `bytes`. */
const coordinate = (of: object, bytes: number): Record<string, string | Buffer> => ({
  '.zmetadata': consolidated({ 'x/.zarray': array(of), 'x/.zattrs': { _ARRAY_DIMENSIONS: ['x'] } }),
  'x/0': Buffer.alloc(bytes, 'a'),
});

const STORES: Record<string, Record<string, string | Buffer>> = {
  'attributes of markup': { '.zmetadata': manyArrays(4_900, { note: '<'.repeat(4_000) }) },
  'more arrays than a page can show': { '.zmetadata': manyArrays(6_000, {}) },
  'no end of nesting': { '.zmetadata': `${'['.repeat(10_000_000)}` },
  'four strings of a million characters': coordinate({ shape: [4], chunks: [4], dtype: '<U1000000' }, 16_000_000),
  'four million strings': coordinate({ shape: [4_000_000], chunks: [4_000_000], dtype: '|S1' }, 4_000_000),
  'a usual store': { '.zmetadata': manyArrays(20, { units: 'm' }) },
};

const reader = createDatasetReader();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'stores-'));
  for (const [name, files] of Object.entries(STORES))
    for (const [key, content] of Object.entries(files)) {
      const file = path.join(folder, name, key);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content);
    }
});
afterAll(async () => {
  await reader.stop();
  await rm(folder, { recursive: true });
});

const options = () => ({ places: { stores: [], localRoots: [folder], allowLoopback: false } });
const at = (name: string) => path.join(folder, name);

test.each(Object.keys(STORES))('%s: the answer is small or refused, and the next dataset has one', async (name) => {
  const html = await reader.render(at(name), options()).catch((error: { code: string }) => error.code);
  expect(html.length).toBeLessThanOrEqual(4 * 1024 * 1024);
  if (!html.startsWith('<div>')) expect(['too_large', 'too_slow', 'not_found']).toContain(html);
  expect(await reader.render(at('a usual store'), options())).toContain('xarray.Dataset');
});

test('a description as large as its author likes is refused', async () => {
  for (const ask of [reader.render, reader.describe])
    await expect(ask(at('attributes of markup'), options())).rejects.toMatchObject({
      code: 'too_large',
      publicMessage: expect.stringMatching(/larger than 4 MB|more (?:memory|processor time) than/),
    });
});

test('a dataset that takes more processor time or memory than it may is refused, and the process lives', async () => {
  const budget = { cpuMs: 600_000, limitMs: 600_000, heapMb: 64 };
  const hasty = createDatasetReader({ budget: { ...budget, cpuMs: 1 } });
  await expect(hasty.render(at('attributes of markup'), options())).rejects.toMatchObject({
    publicMessage: 'Describing this dataset takes more processor time than one may use.',
  });
  await hasty.stop();
  const small = createDatasetReader({ budget: { ...budget, heapMb: 24 } });
  await expect(small.render(at('attributes of markup'), options())).rejects.toMatchObject({
    publicMessage: 'Describing this dataset takes more memory than one may use.',
  });
  await small.stop();
});

test('more datasets than may wait are refused at once', async () => {
  const busy = createDatasetReader({ threads: 1, maxWaiting: 0 });
  const first = busy.render(at('a usual store'), options());
  await expect(busy.render(at('a usual store'), options())).rejects.toMatchObject({ code: 'unavailable' });
  expect(await first).toContain('xarray.Dataset');
  await busy.stop();
});
