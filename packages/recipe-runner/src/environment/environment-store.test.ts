import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { findPython } from '@pangeo-forge/runner-environment/find-python';
import { type EnvironmentStore, openEnvironmentStore, STORE_LIMITS } from './environment-store.ts';

const python = await findPython(process.env).catch(() => null);
const describeIf = python ? describe : describe.skip;
const [KEY, OTHER] = ['0123456789abcdef', 'fedcba9876543210'];

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'environment-store-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const open = (limits = {}): Promise<EnvironmentStore> =>
  openEnvironmentStore(directory, python ?? '', { ...STORE_LIMITS, ...limits });

async function fill(folder: string, content = 'x = 1\n'): Promise<boolean> {
  await mkdir(join(folder, 'site'));
  await writeFile(join(folder, 'site', 'module.py'), content);
  return true;
}

describeIf('the store of environments (needs Python 3.11)', () => {
  test('many who ask at once get one environment, which is made once', async () => {
    const [one, two] = [await open(), await open()];
    let made = 0;
    const make = async (folder: string) => {
      made += 1;
      return fill(folder);
    };
    const all = await Promise.all([one, two, one, two].map((store) => store.ensure(KEY, make)));
    expect(made).toBe(1);
    expect(new Set(all.map((environment) => environment?.site)).size).toBe(1);
    expect(await readFile(join(all[0]?.site ?? '', 'module.py'), 'utf8')).toBe('x = 1\n');
  });

  test('an environment whose making failed is not there, and nothing of it stays', async () => {
    const store = await open();
    const failing = async (folder: string) => {
      await fill(folder);
      return false;
    };
    expect(await store.ensure(KEY, failing)).toBeNull();
    await expect(store.ensure(KEY, () => Promise.reject(new Error('killed')))).rejects.toThrow('killed');
    expect(await store.find(KEY)).toBeNull();
    expect(await readdir(store.workshop)).toEqual(['cache']);
  });

  test('the purge removes what nobody used for long, and never what is in use', async () => {
    const store = await open({ unusedForMs: 60_000 });
    const inUse = await store.ensure(KEY, fill);
    await (await store.ensure(OTHER, fill))?.release();
    const longAgo = new Date(Date.now() - 3_600_000);
    for (const key of [KEY, OTHER]) await utimes(join(directory, 'made', key), longAgo, longAgo);
    expect(await store.purge()).toEqual([OTHER]);
    await inUse?.release();
    expect(await store.purge()).toEqual([KEY]);
    expect(await store.find(KEY)).toBeNull();
  });

  test('the purge keeps the size, and removes those used longest ago first', async () => {
    const store = await open({ bytes: 1_500 });
    for (const [key, age] of [
      [KEY, 2],
      [OTHER, 1],
    ] as const) {
      await (await store.ensure(key, (folder) => fill(folder, 'x'.repeat(1_000))))?.release();
      const used = new Date(Date.now() - age * 1_000_000);
      await utimes(join(directory, 'made', key), used, used);
    }
    expect(await store.purge()).toEqual([KEY]);
  });

  test('who makes an environment long after the last purge also purges, and keeps what it made', async () => {
    const store = await open({ unusedForMs: 60_000, purgeEveryMs: -1 });
    await (await store.ensure(OTHER, fill))?.release();
    const longAgo = new Date(Date.now() - 3_600_000);
    await utimes(join(directory, 'made', OTHER), longAgo, longAgo);
    expect(await store.ensure(KEY, fill)).not.toBeNull();
    expect(await store.keys()).toEqual([KEY]);
  });

  test('the purge leaves a cache that somebody is making an environment from', async () => {
    const store = await open({ cacheBytes: 100 });
    await writeFile(join(store.cache, 'wheel'), 'x'.repeat(1_000));
    const folder = await store.makeFolder();
    await store.purge();
    expect(await readdir(store.cache)).toEqual(['wheel']);
    await rm(folder, { recursive: true });
    await store.purge();
    expect(await readdir(store.cache)).toEqual([]);
  });

  test('the purge removes a cache that grew too large, and what a killed maker left', async () => {
    const store = await open({ cacheBytes: 100 });
    await writeFile(join(store.cache, 'wheel'), 'x'.repeat(1_000));
    const left = await store.makeFolder();
    const owner = JSON.parse(await readFile(join(left, 'owner.json'), 'utf8'));
    await writeFile(
      join(left, 'owner.json'),
      JSON.stringify({ ...owner, process: { pid: 4_194_303, startTime: '0' } }),
    );
    await store.purge();
    expect(await readdir(store.cache)).toEqual([]);
    expect(await readdir(store.workshop)).toEqual(['cache']);
  });
});
