import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CONSOLIDATED_V2, REFERENCES, SOURCE_OF_REFERENCES, type StoreFiles } from '../../test/fixture-stores.ts';
import { type FileServer, serveFiles } from '../../test/serve-files.ts';
import { describeAt } from '../description/describe-at.ts';
import { measureDataset } from './measure-dataset.ts';

const under = (folder: string, files: StoreFiles): StoreFiles =>
  Object.fromEntries(Object.entries(files).map(([key, value]) => [`${folder}/${key}`, value]));

let storage: FileServer;
let folder: string;
const places = () => ({ stores: [], localRoots: [folder], allowLoopback: true });
const measure = (type: string, url: string) => measureDataset({ type, url }, { places: places() });

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'measure-'));
  const files = {
    ...under('v2.zarr', CONSOLIDATED_V2),
    ...under('refs', REFERENCES),
    'source.bin': SOURCE_OF_REFERENCES,
  };
  storage = await serveFiles(files, (request, response) => {
    const { searchParams, pathname } = new URL(request.url ?? '', 'http://x');
    if (searchParams.get('list-type') !== '2' || pathname !== '/bucket') return false;
    const cut = searchParams.get('prefix')?.startsWith('large') ?? false;
    const contents = [100, 20].map((size) => `<Contents><Key>x</Key><Size>${size}</Size></Contents>`).join('');
    response.end(`<ListBucketResult><IsTruncated>${cut}</IsTruncated>${contents}</ListBucketResult>`);
    return true;
  });
});

afterAll(async () => {
  await storage.close();
  await rm(folder, { recursive: true, force: true });
});

test.each([
  ['zarr', 'v2.zarr'],
  ['kerchunk', 'refs'],
])('%s is as large as its variables are once loaded', async (type, place) => {
  const url = `${storage.url}/${place}`;
  const { groups } = await describeAt(url, { places: places(), knownUrls: [url] });
  const all = groups.flatMap(({ variables, coordinates }) => [...variables, ...coordinates]);
  const bytes = await measure(type, url);
  expect(bytes).toBe(all.reduce((sum, variable) => sum + (variable.bytes ?? 0), 0));
  expect(bytes).toBeGreaterThan(0);
});

test('parquet is as large as its files, in a folder and in a bucket that can be listed', async () => {
  await mkdir(path.join(folder, 'a.parquet', 'year=2020'), { recursive: true });
  await writeFile(path.join(folder, 'a.parquet', 'part.0.parquet'), 'x'.repeat(1_000));
  await writeFile(path.join(folder, 'a.parquet', 'year=2020', 'part.1.parquet'), 'x'.repeat(500));
  expect(await measure('parquet', path.join(folder, 'a.parquet'))).toBe(1_500);
  expect(await measure('parquet', `${storage.url}/bucket/a.parquet`)).toBe(120);
  expect(await measure('parquet', `${storage.url}/bucket/large.parquet`)).toBeNull();
});

test('what is missing, or outside the bakeries, has no size', async () => {
  await symlink('/usr', path.join(folder, 'out.parquet'));
  for (const url of [`${storage.url}/none.zarr`, '/etc', path.join(folder, 'out.parquet'), 'abfs://c/a.parquet'])
    for (const type of ['zarr', 'parquet']) expect(await measure(type, url)).toBeNull();
});
