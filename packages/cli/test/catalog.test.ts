import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { runCommand } from './run-command.ts';
import { writeStore } from './write-store.ts';

// pystac is an opinion that is not ours; it comes from a package index, so a checkout without one has no environment
// for it
const PYTHON = path.join(import.meta.dirname, '../../../.local/stac-validation/bin/python');
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'catalog-'));
  await writeStore(path.join(folder, 'out', 'sst.zarr'));
  await writeStore(path.join(folder, 'out', 'more.zarr'));
  await runCommand(['recipe', 'init', 'sst', '--yes', '--title', 'Warm <water>'], { cwd: folder });
});
afterAll(() => rm(folder, { recursive: true, force: true }));
const run = (...line: string[]) => runCommand(line, { cwd: folder });

test('recipe catalog describes in STAC what a store holds, where and when', async () => {
  const { exitCode, stdout } = await run(
    'recipe',
    'catalog',
    'out/sst.zarr',
    '--meta',
    'sst',
    '--url',
    's3://b/sst.zarr',
  );
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    type: 'Feature',
    stac_version: '1.1.0',
    id: 'sst',
    bbox: [20, -10, 40, 10],
    properties: {
      title: 'Warm <water>: sst',
      license: 'CC-BY-4.0',
      start_datetime: '2001-01-01T00:00:00Z',
      end_datetime: '2001-01-02T00:00:00Z',
      'cube:variables': { sst: { dimensions: ['time', 'lat', 'lon'], unit: 'K' } },
    },
    assets: { data: { href: 's3://b/sst.zarr' } },
    links: [],
  });
  expect(await run('recipe', 'catalog', 'out/sst.zarr', '-o', 'item.json')).toMatchObject({
    stdout: 'wrote item.json\n',
  });
  expect(JSON.parse(await readFile(path.join(folder, 'item.json'), 'utf8'))).toMatchObject({ id: 'sst' });
});

test('a missing store, and a file that is not a store, have different messages', async () => {
  expect(await run('recipe', 'catalog', 'out/nothing.zarr')).toMatchObject({ exitCode: 5 });
  expect(await run('recipe', 'catalog', 'sst')).toMatchObject({ exitCode: 5 });
});

test('catalog create writes a catalogue that can be moved, and writes over nothing else', async () => {
  const stores = ['out/sst.zarr', 'out/more.zarr', '--meta', 'sst', '--feedstock', 'me/sst-feedstock'];
  expect(await run('catalog', 'create', 'stac', ...stores)).toMatchObject({
    exitCode: 0,
    stdout: 'wrote stac/catalog.json: 2 items.\n',
  });
  expect(await run('catalog', 'create', 'stac', ...stores)).toMatchObject({ exitCode: 0 });
  await rename(path.join(folder, 'stac'), path.join(folder, 'moved'));
  const collection = JSON.parse(
    await readFile(path.join(folder, 'moved/me--sst-feedstock/collection.json'), 'utf8'),
  ) as {
    links: Array<{ rel: string; href: string }>;
  };
  expect(collection.links.filter(({ rel }) => ['root', 'item', 'self'].includes(rel)).map(({ href }) => href)).toEqual([
    '../catalog.json',
    './sst/sst.json',
    './more/more.json',
  ]);
  await mkdir(path.join(folder, 'mine'));
  await writeFile(path.join(folder, 'mine', 'notes.txt'), 'dear');
  expect(await run('catalog', 'create', 'mine', ...stores)).toMatchObject({ exitCode: 1 });
  expect(await readFile(path.join(folder, 'mine', 'notes.txt'), 'utf8')).toBe('dear');
});

(existsSync(PYTHON) ? test : test.skip)(
  'pystac opens and validates it, offline (needs .local/stac-validation)',
  async () => {
    await run('catalog', 'create', 'valid', 'out/sst.zarr', 'out/more.zarr', '--meta', 'sst');
    const script = path.join(import.meta.dirname, 'validate_catalog.py');
    const said = execFileSync(PYTHON, [script, path.join(folder, 'valid')], { encoding: 'utf8' });
    expect(said.trim()).toBe("2 ['more', 'sst']");
  },
);

test('catalog browse shows the tree, one item, and a page on loopback that holds no foreign markup', async () => {
  await run('catalog', 'create', 'seen', 'out/sst.zarr', '--meta', 'sst');
  const { stdout } = await run('catalog', 'browse', 'seen');
  expect(stdout).toContain('pangeo-forge  Pangeo Forge\n  local--recipe  Warm <water>\n    sst  Warm <water>: sst\n');
  expect((await run('catalog', 'browse', 'seen', 'sst')).stdout).toMatch(
    /time: +2001-01-01T00:00:00Z to 2001-01-02T00:00:00Z/,
  );
  expect(await run('catalog', 'browse', 'seen', 'nothing')).toMatchObject({ exitCode: 5 });
  const interrupted = new AbortController();
  let printed = '';
  const served = runCommand(['catalog', 'browse', 'seen', '--web'], {
    cwd: folder,
    signal: interrupted.signal,
    onPrinted: (text) => void (printed += text),
  });
  const page = await waitFor(() => /http:\/\/127\.0\.0\.1:\d+\//.exec(printed)?.[0], { describe: () => printed });
  const html = await (await fetch(page)).text();
  expect(html).toContain('Warm &lt;water&gt;: sst');
  expect(html).not.toContain('<water>');
  interrupted.abort();
  expect(await served).toMatchObject({ exitCode: 0 });
});
