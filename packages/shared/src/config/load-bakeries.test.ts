import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { defaultBakeryOf, loadBakeries } from './load-bakeries.ts';

let configDir: string;

beforeEach(async () => {
  configDir = await mkdtemp(path.join(tmpdir(), 'load-bakeries-'));
  await mkdir(path.join(configDir, 'bakeries'));
});
afterEach(() => rm(configDir, { recursive: true, force: true }));

const write = (name: string, section: string) =>
  writeFile(
    path.join(configDir, 'bakeries', `${name}.pforge-local-test.yaml`),
    `PangeoForge: ${section}
Bake: { bakery_class: pangeo_forge_runner.bakery.local.LocalDirectBakery }
TargetStorage: { fsspec_class: fsspec.implementations.local.LocalFileSystem, root_path: /data }
InputCacheStorage: { fsspec_class: fsspec.implementations.local.LocalFileSystem, root_path: /cache }
`,
  );
const load = () => loadBakeries({ configDir, deployment: 'pforge-local-test', withSecretArguments: false });

test('one bakery may be the default, and none has to be', async () => {
  await write('one', '{}');
  await write('two', '{}');
  expect(defaultBakeryOf(await load())).toBeNull();
  await write('two', '{ default: true }');
  expect(defaultBakeryOf(await load())).toBe('two');
});

test('two default bakeries are a mistake that names both', async () => {
  await write('one', '{ default: true }');
  await write('two', '{ default: true }');
  await expect(load()).rejects.toThrow(/one, two are all marked PangeoForge\.default/);
});
