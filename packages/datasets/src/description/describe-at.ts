import { fileURLToPath } from 'node:url';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { Resolve } from '../sources/checked-agent.ts';
import { createPlaceCheck, type DatasetPlaces } from '../sources/dataset-places.ts';
import { createReadBudget, type ReadLimits } from '../sources/read-budget.ts';
import type { DatasetDescription } from './dataset-description.ts';

export interface DescribeAtOptions {
  places: DatasetPlaces;
  /** URLs of datasets that are known, which may be read too. */
  knownUrls?: readonly string[];
  limits?: ReadLimits;
  resolve?: Resolve;
}

/** What reads and decodes is loaded for the first dataset that is described: many processes never describe one. */
const readers = async () => ({
  ...(await import('../sources/create-http-source.ts')),
  ...(await import('../sources/create-local-source.ts')),
  ...(await import('./describe-dataset.ts')),
});

/**
 * Describes the dataset at a URL that may come from anyone: only http(s) in known places with public addresses,
 * and on a local deployment files of its bakeries, within limits of bytes, requests and time.
 * @throws AppError `forbidden`, `not_found`, `too_large`, `too_slow` or `bakery_unavailable`
 */
export async function describeAt(
  url: string,
  { places, knownUrls = [], limits, resolve }: DescribeAtOptions,
): Promise<DatasetDescription> {
  const { createHttpSource, createLocalSource, describeDataset } = await readers();
  const budget = createReadBudget(limits);
  const file = localPathOf(url);
  if (file !== null) {
    if (places.localRoots.length === 0) throw new AppError('forbidden', 'Only http and https URLs are read.');
    return describeDataset(createLocalSource(places.localRoots, budget), file);
  }
  const source = createHttpSource({
    mayRead: createPlaceCheck([...places.stores, ...knownUrls]),
    allowLoopback: places.allowLoopback,
    budget,
    ...(resolve ? { resolve } : {}),
  });
  try {
    return await describeDataset(source, url);
  } finally {
    await source.close();
  }
}

function localPathOf(url: string): string | null {
  if (url.startsWith('/')) return url;
  return url.startsWith('file:///') ? fileURLToPath(url) : null;
}
