import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describeAt } from '@pangeo-forge/datasets/description/describe-at';
import { READ_LIMITS } from '@pangeo-forge/datasets/sources/read-budget';
import { buildItem, type StacItem } from '@pangeo-forge/datasets/stac/build-item';
import type { About } from '@pangeo-forge/datasets/stac/about-meta';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { DATASET_TYPES, type DatasetType, DEFAULT_DATASET_TYPE } from '@pangeo-forge/shared/names/dataset';
import { parse } from 'yaml';

export interface StoreOptions {
  /** Folder or URL. */
  store: string;
  cwd: string;
  datasetType: DatasetType;
  feedstockSpec: string;
  /** The store's own name unless given. */
  recipeId: string | undefined;
  /** Where others find it, when that is not where it is read from. */
  publicUrl: string | undefined;
  /** meta.yaml as it was read; null without one. */
  meta: unknown;
}

const TIME_LIMIT_MS = 120_000;
const SUFFIX = new RegExp(`\\.(${[...DATASET_TYPES, 'json'].join('|')})$`);

/** For the help of an option. */
export const DATASET_TYPE_CHOICES = `${new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(DATASET_TYPES)} (${DEFAULT_DATASET_TYPE})`;

/** The STAC item of a store, which is opened to see what it holds; parquet is named only. */
export async function describeStore(options: StoreOptions): Promise<{ item: StacItem; collection: About }> {
  const { store, cwd, datasetType } = options;
  const isUrl = /^https?:\/\//.test(store);
  const place = isUrl ? store : path.resolve(cwd, store);
  const madeAt = isUrl ? new Date() : await timeOf(place);
  const places = isUrl
    ? { stores: [new URL(place).origin], localRoots: [], allowLoopback: true }
    : { stores: [], localRoots: [path.dirname(place)], allowLoopback: true };
  const limits = { ...READ_LIMITS, ms: TIME_LIMIT_MS };
  const description = datasetType === 'parquet' ? null : await describeAt(place, { places, limits });
  const name = path.basename(place.replace(/\/$/, '')).replace(SUFFIX, '');
  return buildItem(
    {
      feedstockSpec: options.feedstockSpec,
      recipeId: options.recipeId ?? name,
      datasetType,
      url: options.publicUrl ?? (isUrl ? store : pathToFileURL(place).href),
      completedAt: `${madeAt.toISOString().slice(0, 19)}Z`,
      meta: options.meta,
    },
    description,
  );
}

async function timeOf(place: string): Promise<Date> {
  const found = await stat(place).catch(() => null);
  if (!found) throw new AppError('not_found', `There is nothing at ${place}.`);
  return found.mtime;
}

const PLACES = ['meta.yaml', path.join('feedstock', 'meta.yaml')];

/** meta.yaml of the folder or file that is named; without a name the one here, and null when there is none. */
export async function readMeta(cwd: string, given: string | undefined): Promise<unknown> {
  const base = path.resolve(cwd, given ?? '.');
  for (const place of given?.endsWith('.yaml') ? [''] : PLACES) {
    const text = await readFile(path.join(base, place), 'utf8').catch(() => null);
    if (text === null) continue;
    try {
      return parse(text) as unknown;
    } catch (error) {
      throw new AppError('conflict', `${path.join(base, place)} is not YAML: ${(error as Error).message}`);
    }
  }
  if (given !== undefined) throw new AppError('not_found', `There is no meta.yaml at ${base}.`);
  return null;
}
