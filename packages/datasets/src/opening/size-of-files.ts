import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { DescribeAtOptions } from '../description/describe-at.ts';
import { createHttpSource } from '../sources/create-http-source.ts';
import { bucketsOf } from '../sources/list-bucket.ts';
import { createReadBudget } from '../sources/read-budget.ts';
import { createPlaceCheck, toHttpUrl } from '../sources/dataset-places.ts';

const MAX_FILES = 10_000;

/**
 * Bytes of all files below a place: of a folder of this machine's bakeries, or of a bucket that can be listed.
 * Null for any other.
 */
export async function sizeOfFiles(url: string, options: DescribeAtOptions): Promise<number | null> {
  return url.startsWith('/') ? sizeOfFolder(url, options.places.localRoots) : sizeInBucket(url, options);
}

async function sizeOfFolder(folder: string, roots: readonly string[]): Promise<number | null> {
  const real = await realpath(folder).catch(() => null);
  const realRoots = await Promise.all(roots.map((root) => realpath(root).catch(() => path.resolve(root))));
  if (real === null || !realRoots.some((root) => real === root || real.startsWith(`${root}${path.sep}`))) return null;
  const entries = await readdir(real, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  if (files.length === 0 || files.length > MAX_FILES) return null;
  const sizes = await Promise.all(files.map(async (file) => (await stat(path.join(file.parentPath, file.name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function sizeInBucket(url: string, { places, limits, resolve }: DescribeAtOptions): Promise<number | null> {
  const folder = toHttpUrl(url);
  if (!folder) return null;
  const source = createHttpSource({
    mayRead: createPlaceCheck([...places.stores, folder.href]),
    allowLoopback: places.allowLoopback,
    budget: createReadBudget(limits),
    ...(resolve ? { resolve } : {}),
  });
  try {
    for (const { root, prefix } of bucketsOf(folder.href)) {
      const listing = new URL(root);
      listing.search = new URLSearchParams({ 'list-type': '2', prefix }).toString();
      const xml = Buffer.from((await source.read(listing.href)) ?? '').toString('utf8');
      if (xml.includes('<ListBucketResult')) return sizeIn(xml);
    }
    return null;
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  } finally {
    await source.close();
  }
}

/** A truncated listing only holds the first thousand. */
function sizeIn(xml: string): number | null {
  if (/<IsTruncated>true</.test(xml)) return null;
  const sizes = [...xml.matchAll(/<Size>(\d+)<\/Size>/g)].map(([, size]) => Number(size));
  return sizes.length === 0 ? null : sizes.reduce((sum, size) => sum + size, 0);
}
