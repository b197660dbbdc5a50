import type { RecipeRun } from '../api/recipe-run.ts';

/** Python that opens a dataset from where it lies. */
export function howToOpen(type: RecipeRun['dataset_type'], url: string): string {
  const place = JSON.stringify(url); // also a Python string
  switch (type) {
    case 'kerchunk':
      return [
        'import xarray as xr  # with the package kerchunk installed',
        '',
        `ds = xr.open_dataset(${/\.(json|parquet)$/.test(url) ? place : JSON.stringify(`${url}/reference.json`)}, engine="kerchunk", chunks={})`,
      ].join('\n');
    case 'parquet':
      return ['import pandas as pd', '', `df = pd.read_parquet(${place})`].join('\n');
    default:
      return ['import xarray as xr', '', `ds = xr.open_dataset(${place}, engine="zarr", chunks={})`].join('\n');
  }
}
