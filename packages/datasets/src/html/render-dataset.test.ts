import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ensureRunnerEnvironment } from '@pangeo-forge/runner-environment/ensure-runner-environment';
import { CONSOLIDATED_V3 } from '../../test/fixture-stores.ts';
import { describeAt } from '../description/describe-at.ts';
import { describeDataset } from '../description/describe-dataset.ts';
import { renderDataset } from './render-dataset.ts';

const fromMemory = {
  read: async (url: string) => {
    const value = CONSOLIDATED_V3[url.replace('memory/', '')];
    return value === undefined ? null : Buffer.from(value);
  },
  list: async () => null,
};

test('nothing of a dataset gets into the page as markup', async () => {
  const html = renderDataset(await describeDataset(fromMemory, 'memory'), '"><script>');
  expect(html).toContain('&lt;b&gt;Rain&lt;/b&gt;');
  expect(html).toContain('&quot;&gt;&lt;img src=x onerror=alert(1)&gt;');
  expect(html).not.toMatch(/<b>|<img|<script/);
});

test('two representations on one page share no id, and every label has its input', async () => {
  const description = await describeDataset(fromMemory, 'memory');
  const idsOf = (html: string) => [...html.matchAll(/<input id="([^"]+)"/g)].map(([, id]) => id);
  const [one, other] = [renderDataset(description, 'one'), renderDataset(description, 'other')];
  expect(new Set([...idsOf(one), ...idsOf(other)]).size).toBe(idsOf(one).length * 2);
  expect([...one.matchAll(/<label for="([^"]+)"/g)].map(([, id]) => id)).toEqual(idsOf(one));
});

const rootDir = fileURLToPath(new URL('../../../../.local/runner', import.meta.url));
const managed = await ensureRunnerEnvironment({ rootDir, environment: process.env }).catch(() => null);

(managed ? describe : describe.skip)('stores that the managed xarray wrote (needs Python 3.11)', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'stores-'));
  let theirs: string;
  beforeAll(async () => {
    const script = fileURLToPath(new URL('../../test/make_stores.py', import.meta.url));
    theirs = (await promisify(execFile)(managed?.pythonExecutable ?? '', [script, folder])).stdout;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const at = (name: string) =>
    describeAt(path.join(folder, name), { places: { stores: [], localRoots: [folder], allowLoopback: true } });

  /** The lines that a reader sees: name, dimensions and type of each variable. */
  const linesOf = (html: string) => {
    const cells = (name: string) =>
      [...html.matchAll(new RegExp(`class=['"]${name}['"]>(.*?)</div>`, 'g'))].map(([, text = '']) =>
        text.replace(/<[^>]+>/g, ''),
      );
    const [names, dims, dtypes] = [cells('xr-var-name'), cells('xr-var-dims'), cells('xr-var-dtype')];
    return names.map((name, at) => `${name} ${dims[at]} ${dtypes[at]}`).sort();
  };

  test.each(['consolidated.zarr', 'plain.zarr'])('%s shows what xarray itself shows', async (name) => {
    const html = renderDataset(await at(name), name);
    expect(linesOf(html)).toEqual(linesOf(theirs));
    const classes = (of: string) => new Set([...of.matchAll(/class=['"](xr-[\w-]+)/g)].map(([, one]) => one));
    const missing = [...classes(theirs)].filter((one) => !classes(html).has(one));
    expect(missing.filter((one) => !/xr-index/.test(one ?? ''))).toEqual([]);
  });

  test('packed values are shown decoded, model calendars in their own days', async () => {
    const packed = (await at('packed.zarr')).groups[0]?.variables[0];
    expect(packed).toMatchObject({ name: 'sst', dtype: 'float32', storedDtype: 'int16' });
    const model = (await at('model.zarr')).groups[0]?.coordinates[0];
    expect(model).toMatchObject({ dtype: 'object', preview: '2000-02-30 2000-12-30' });
  });

  test('files outside the bakeries’ folders are not read, nor by a link', async () => {
    const places = { stores: [], localRoots: [path.join(folder, 'plain.zarr')], allowLoopback: true };
    const outside = describeAt(path.join(folder, 'plain.zarr/../model.zarr'), { places });
    await expect(outside).rejects.toMatchObject({ code: 'forbidden' });
    const elsewhere = { ...places, localRoots: [] };
    await expect(describeAt(folder, { places: elsewhere })).rejects.toMatchObject({ code: 'forbidden' });
  });
});
