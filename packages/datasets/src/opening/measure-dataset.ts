import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { describeAt, type DescribeAtOptions } from '../description/describe-at.ts';
import type { WrittenDataset } from './how-to-open.ts';

/**
 * Bytes that a dataset holds, from opening it: once loaded, as xarray counts them; of parquet, as its files are stored.
 * Null where that is unknown, such as in a private bucket.
 */
export async function measureDataset(
  { type, url }: WrittenDataset,
  options: DescribeAtOptions,
): Promise<number | null> {
  if (type === 'parquet') return (await import('./size-of-files.ts')).sizeOfFiles(url, options);
  try {
    const { groups } = await describeAt(url, { ...options, knownUrls: [url] });
    const variables = groups.flatMap(({ variables: own, coordinates }) => [...own, ...coordinates]);
    const sizes = variables.map(({ bytes }) => bytes);
    return sizes.length === 0 || sizes.includes(null)
      ? null
      : sizes.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
