export interface DatasetPathParts {
  appName: string;
  feedstockSpec: string;
  recipeId: string;
  /** zarr, kerchunk or parquet. */
  datasetType: string;
  isTest: boolean;
  recipeRunId: number;
}

/** The `{subpath}` of a dataset in its bakery's storage. A production run overwrites its predecessor; tests lie side by side. */
export function datasetSubpath(parts: DatasetPathParts): string {
  const file = `${parts.recipeId}.${parts.datasetType}`;
  return parts.isTest
    ? `${parts.appName}/test/${parts.feedstockSpec}/recipe-run-${parts.recipeRunId}/${file}`
    : `${parts.appName}/${parts.feedstockSpec}/${file}`;
}
