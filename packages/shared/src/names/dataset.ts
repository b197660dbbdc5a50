/** What a recipe declares to write, and the suffix of the dataset's path. */
export const DATASET_TYPES = ['zarr', 'kerchunk', 'parquet'] as const;

export type DatasetType = (typeof DATASET_TYPES)[number];

/** Of recipes that name none, and of runs from before the column. */
export const DEFAULT_DATASET_TYPE: DatasetType = 'zarr';

/** Kinds of stores, as they were recognised where a bake wrote them. */
export const STORE_KINDS = ['zarr2', 'zarr3', 'kerchunk-json', 'kerchunk-parquet', 'icechunk', 'parquet'] as const;

export type StoreKind = (typeof STORE_KINDS)[number];

/** What the API calls a store of this kind. */
export function datasetTypeOf(kind: StoreKind): DatasetType {
  switch (kind) {
    case 'zarr2':
    case 'zarr3':
    case 'icechunk':
      return 'zarr';
    case 'kerchunk-json':
    case 'kerchunk-parquet':
      return 'kerchunk';
    case 'parquet':
      return 'parquet';
  }
}

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
