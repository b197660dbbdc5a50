import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chooseSandbox } from '@pangeo-forge/recipe-runner/sandbox/choose-sandbox';
import { ensureInspectorEnvironment } from '@pangeo-forge/runner-environment/ensure-runner-environment';
import { createLocalInspector, type InspectFolder } from './local-inspector.ts';
import { textOfStore, writePageOfStore } from './show-store.ts';

const rootDir = path.join(import.meta.dirname, '../../../../.local/runner');
const made = await ensureInspectorEnvironment({ rootDir, environment: process.env }).catch(() => null);
const ARRAY = { zarr_format: 2, chunks: [2], dtype: '<f8', compressor: null, filters: null, order: 'C', fill_value: 1 };

let folder: string;
let inspect: InspectFolder;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'local-inspector-'));
  const systemPath = process.env['PATH'] ?? '';
  const deployment = 'pforge-local-test';
  const { sandbox } = await chooseSandbox({ requested: 'process', deployment, searchPath: systemPath });
  const foldersDir = path.join(folder, 'invocations');
  inspect = createLocalInspector({ environment: async () => made!, sandbox, foldersDir, systemPath });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function writeFiles(name: string, files: Record<string, object>): Promise<string> {
  const place = path.join(folder, name);
  await mkdir(place);
  for (const [file, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(place, file)), { recursive: true });
    await writeFile(path.join(place, file), JSON.stringify(content));
  }
  return place;
}

const look = (place: string) => inspect(place, path.join(folder, 'cache'), new AbortController().signal);

(made ? describe : describe.skip)('what a bake on this machine wrote (needs Python 3.11 and a package index)', () => {
  test('is opened, described, and shown as a page beside it', async () => {
    const place = await writeFiles('tides', {
      'tides.zarr/.zgroup': { zarr_format: 2 },
      'tides.zarr/.zattrs': { title: '<script>' },
      'tides.zarr/tide/.zarray': { ...ARRAY, shape: [2] },
      'tides.zarr/tide/.zattrs': { _ARRAY_DIMENSIONS: ['x'], units: 'm' },
    });
    const found = await look(place);
    expect(found).toMatchObject({ outcome: 'found', stores: [{ kind: 'zarr2', path: 'tides.zarr', opens: true }] });
    if (found.outcome !== 'found') return;
    expect(textOfStore(found.stores[0])).toContain('tide                 (x) float64');
    const shown = await writePageOfStore(place, 'tides', found.stores[0]);
    const page = await readFile(shown?.page ?? '', 'utf8');
    expect(page).toContain('A store of kind zarr2');
    expect(page).toContain('xr-var-name');
    expect(page).not.toContain('<script>');
  });

  test('is no dataset where nothing of a known kind is there', async () => {
    expect(await look(await writeFiles('notes', { 'notes.json': {} }))).toMatchObject({ outcome: 'nothing' });
    expect(await look(path.join(folder, 'absent'))).toMatchObject({ outcome: 'nothing' });
  });
});
