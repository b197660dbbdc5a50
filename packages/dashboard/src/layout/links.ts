/**
 * Paths of the pages. Those of a run and a feedstock are in old comments and check runs, and cannot change.
 */
export const RUNS_PATH = '/dashboard/recipe-runs';
export const FEEDSTOCKS_PATH = '/dashboard/feedstocks';
export const DATASETS_PATH = '/dashboard/datasets';
export const BAKERIES_PATH = '/dashboard/bakeries';

export function runPath(run: { id: number; feedstock_id: number }): string {
  return `/dashboard/recipe-run/${run.id}?feedstock_id=${run.feedstock_id}`;
}

export function feedstockPath(id: number): string {
  return `/dashboard/feedstock/${id}`;
}

/** The page of a dataset, whichever run wrote it last. */
export function datasetPath(id: number): string {
  return `/dashboard/dataset/${id}`;
}

/** A path with those of the values that are not empty. */
export function withQuery(path: string, values: Readonly<Record<string, string | number | null | undefined>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== null && value !== undefined && value !== '') search.set(name, String(value));
  }
  return search.size > 0 ? `${path}?${search}` : path;
}
