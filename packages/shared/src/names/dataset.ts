/** What a recipe declares to write, and the suffix of the dataset's path. */
export const DATASET_TYPES = ['zarr', 'kerchunk', 'parquet'] as const;

export type DatasetType = (typeof DATASET_TYPES)[number];

/** Of recipes that name none, and of runs from before the column. */
export const DEFAULT_DATASET_TYPE: DatasetType = 'zarr';

export interface DatasetPathParts {
  appName: string;
  feedstockSpec: string;
  recipeId: string;
  /** A `DatasetType`; adopted rows may hold another. */
  datasetType: string;
  isTest: boolean;
  recipeRunId: number;
}

/**
 * The `{subpath}` of a dataset in its bakery's storage. A production run overwrites its predecessor; test runs have a
 * path each.
 */
export function datasetSubpath(parts: DatasetPathParts): string {
  const file = `${parts.recipeId}.${parts.datasetType}`;
  return parts.isTest
    ? `${parts.appName}/test/${parts.feedstockSpec}/recipe-run-${parts.recipeRunId}/${file}`
    : `${parts.appName}/${parts.feedstockSpec}/${file}`;
}
