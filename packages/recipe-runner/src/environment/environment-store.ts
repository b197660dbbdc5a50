import { randomBytes } from 'node:crypto';
import { access, mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { withFileLock } from '@pangeo-forge/runner-environment/with-file-lock';
import { folderOwnerLives, writeFolderOwner } from '../runner/invocation-folder.ts';

export interface StoreLimits {
  /** Environments that nobody used for so long are removed. */
  unusedForMs: number;
  /** Of all environments together; the ones used longest ago are removed first. */
  bytes: number;
  /** Of the installer's cache, which is removed as a whole. */
  cacheBytes: number;
  /** After so long, who makes an environment also purges. */
  purgeEveryMs: number;
}

export interface EnvironmentInUse {
  /** The packages, for Python's path. */
  site: string;
  release: () => Promise<void>;
}

/**
 * Environments of packages beyond the locked ones, each made once and used read-only by many runs. Nothing that
 * executes code of a recipe or of a package may write below `workshop`: what is made there serves everybody.
 */
export interface EnvironmentStore {
  /** Holds the installer's cache and what is being made: one mount, so that files are linked and not copied. */
  workshop: string;
  cache: string;
  /** The environment of this key, which stays while it is in use; null when it is not there. */
  find(key: string): Promise<EnvironmentInUse | null>;
  /**
   * Makes what is not there, one maker at a time on this machine.
   * @param make fills `folder/site`; false when it did not succeed
   */
  ensure(key: string, make: (folder: string) => Promise<boolean>): Promise<EnvironmentInUse | null>;
  /** Of what is there. */
  keys(): Promise<string[]>;
  /** A new folder in the workshop. */
  makeFolder(): Promise<string>;
  purge(): Promise<string[]>;
}

const DAY_MS = 24 * 3_600_000;
export const STORE_LIMITS: StoreLimits = {
  unusedForMs: 14 * DAY_MS,
  bytes: 10 * 1024 ** 3,
  cacheBytes: 5 * 1024 ** 3,
  purgeEveryMs: DAY_MS,
};
const KEY = /^[0-9a-f]{16,64}$/;

/**
 * @param directory on one file system, and this user's alone
 * @param python any Python of this machine, which holds locks
 */
export async function openEnvironmentStore(
  directory: string,
  python: string,
  limits: StoreLimits = STORE_LIMITS,
): Promise<EnvironmentStore> {
  const [made, uses, workshop] = ['made', 'uses', 'workshop'].map((name) => join(directory, name)) as [
    string,
    string,
    string,
  ];
  const cache = join(workshop, 'cache');
  let purgedAt = Date.now();
  for (const folder of [directory, made, uses, workshop, cache]) await mkdir(folder, { recursive: true, mode: 0o700 });

  async function use(key: string): Promise<EnvironmentInUse | null> {
    if (!KEY.test(key)) throw new Error(`${key} is no key of an environment`);
    const lease = join(uses, key, randomBytes(6).toString('hex'));
    // before looking, so that the purge sees it
    await mkdir(lease, { recursive: true });
    await writeFolderOwner(lease);
    const release = () => rm(lease, { recursive: true, force: true });
    const site = join(made, key, 'site');
    const found = await access(site).then(
      () => true,
      () => false,
    );
    if (!found) {
      await release();
      return null;
    }
    const now = new Date();
    await utimes(join(made, key), now, now);
    return { site, release };
  }

  async function isUsed(key: string): Promise<boolean> {
    for (const name of await readdir(join(uses, key)).catch(() => [])) {
      if (await folderOwnerLives(join(uses, key, name))) return true;
      await rm(join(uses, key, name), { recursive: true, force: true });
    }
    return false;
  }

  async function remove(key: string): Promise<boolean> {
    if (await isUsed(key)) return false;
    const trash = join(workshop, `removed-${randomBytes(6).toString('hex')}`);
    await rename(join(made, key), trash);
    if (await isUsed(key)) {
      await rename(trash, join(made, key));
      return false;
    }
    await rm(trash, { recursive: true, force: true });
    await rm(join(uses, key), { recursive: true, force: true });
    return true;
  }

  const store: EnvironmentStore = {
    workshop,
    cache,
    find: use,
    keys: () => readdir(made),
    async makeFolder() {
      const folder = join(workshop, `making-${randomBytes(6).toString('hex')}`);
      await mkdir(folder, { mode: 0o700 });
      await writeFolderOwner(folder);
      return folder;
    },
    async ensure(key, make) {
      const there = await use(key);
      if (there) return there;
      return withFileLock(python, join(directory, `${key.slice(0, 2)}.lock`), async () => {
        const madeMeanwhile = await use(key);
        if (madeMeanwhile) return madeMeanwhile;
        const folder = await store.makeFolder();
        try {
          if (!(await make(folder))) return null;
          await rename(folder, join(made, key));
        } finally {
          await rm(folder, { recursive: true, force: true });
        }
        const environment = await use(key);
        // a process that runs for weeks makes many; what cannot be purged now is purged later
        if (Date.now() - purgedAt > limits.purgeEveryMs) await store.purge().catch(() => []);
        return environment;
      });
    },
    purge: () =>
      withFileLock(python, join(directory, 'purge.lock'), async () => {
        purgedAt = Date.now();
        const { makers } = await removeLeftovers(workshop);
        if (makers === 0 && (await sizeOf(cache)) > limits.cacheBytes) {
          await rename(cache, join(workshop, `removed-${randomBytes(6).toString('hex')}`));
          await mkdir(cache, { mode: 0o700 });
          await removeLeftovers(workshop);
        }
        return purgeMade(made, limits, remove);
      }),
  };
  return store;
}

/** Returns how many environments are being made, from the cache. */
async function removeLeftovers(workshop: string): Promise<{ makers: number }> {
  let makers = 0;
  for (const name of await readdir(workshop)) {
    const folder = join(workshop, name);
    const isMade = name.startsWith('making-') && (await folderOwnerLives(folder));
    if (isMade) makers += 1;
    else if (/^(removed|making)-/.test(name)) await rm(folder, { recursive: true, force: true });
  }
  return { makers };
}

async function purgeMade(
  made: string,
  limits: StoreLimits,
  remove: (key: string) => Promise<boolean>,
): Promise<string[]> {
  const kept = await Promise.all(
    (await readdir(made)).map(async (key) => ({
      key,
      usedMs: (await stat(join(made, key))).mtimeMs,
      bytes: await sizeOf(join(made, key)),
    })),
  );
  let total = kept.reduce((sum, { bytes }) => sum + bytes, 0);
  const removed: string[] = [];
  for (const { key, usedMs, bytes } of kept.sort((a, b) => a.usedMs - b.usedMs)) {
    const isOld = Date.now() - usedMs > limits.unusedForMs;
    if (!isOld && total <= limits.bytes) continue;
    if (!(await remove(key))) continue;
    total -= bytes;
    removed.push(key);
  }
  return removed;
}

async function sizeOf(directory: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(directory, { withFileTypes: true, recursive: true }))
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name)).catch(() => ({ size: 0 }))).size;
  return bytes;
}
