export interface RecipeAnswers {
  id: string;
  title: string;
  description: string;
  bakery: string;
  /** Login on GitHub. */
  maintainer: string;
  license: string;
  /** Address of one source file, with `{time}` where the date stands. */
  source: string;
}

export const RECIPE_KINDS = ['beam', 'dask'] as const;

export type RecipeKind = (typeof RECIPE_KINDS)[number];

/** The versions that the orchestrator's runner has: nothing is installed at run time. */
const RECIPES_VERSION = '0.10.8';

/**
 * Files of a recipe that passes lint, to be filled with the author's own source: a pipeline of pangeo-forge-recipes, or a
 * program with xarray and Dask.
 */
export function recipeTemplate(kind: RecipeKind, answers: RecipeAnswers): Record<string, string> {
  return kind === 'beam' ? beamTemplate(answers) : daskTemplate(answers);
}

const text = (value: string): string => JSON.stringify(value);

function daskTemplate(answers: RecipeAnswers): Record<string, string> {
  const { id, source } = answers;
  return {
    'meta.yaml': metaTemplate(answers, 'script: "recipe.py"').replace(/^pangeo_forge_version.*\n/m, ''),
    'catalog.yaml': `# The stores that recipe.py writes. A run has succeeded when each of them opens.
stores:
  - id: ${id}
    url: ${text(`gs://your-bucket/${id}.zarr`)}
`,
    'recipe.py': `import os

import fsspec
import pandas as pd
import xarray as xr
from distributed import Client

# Below this address a run writes: a test always, a full run unless it may write to the address in catalog.yaml.
target = os.environ["PANGEO_FORGE_TARGET"]
is_test = os.environ.get("PANGEO_FORGE_PRUNE") == "1"

# One source file for each of these dates; a test takes two of them.
dates = pd.date_range("2001-01-01", "2001-01-31", freq="D")[: 2 if is_test else None]


def make_url(time):
    return ${text(source)}.format(time=time.strftime("%Y-%m-%d"))


if __name__ == "__main__":
    client = Client()
    # Downloaded first: the NetCDF libraries read files.
    files = fsspec.open_local([f"simplecache::{make_url(time)}" for time in dates])
    ds = xr.open_mfdataset(files, engine="h5netcdf", combine="nested", concat_dim="time", parallel=True)
    ds.chunk({"time": 10}).to_zarr(f"{target}/${id}.zarr", zarr_format=3, consolidated=False, mode="w")
`,
  };
}

function beamTemplate(answers: RecipeAnswers): Record<string, string> {
  const { id, source } = answers;
  return {
    'meta.yaml': metaTemplate(answers, 'object: "recipe:recipe"'),
    'recipe.py': `import apache_beam as beam
import pandas as pd
from pangeo_forge_recipes.patterns import ConcatDim, FilePattern
from pangeo_forge_recipes.transforms import OpenURLWithFSSpec, OpenWithXarray, StoreToZarr

# One source file for each of these dates.
dates = pd.date_range("2001-01-01", "2001-01-31", freq="D")


def make_url(time):
    return ${text(source)}.format(time=time.strftime("%Y-%m-%d"))


# nitems_per_file: how many time steps one file holds.
pattern = FilePattern(make_url, ConcatDim("time", dates, nitems_per_file=1))

recipe = (
    beam.Create(pattern.items())
    | OpenURLWithFSSpec()
    | OpenWithXarray(file_type=pattern.file_type)
    | StoreToZarr(
        store_name="${id}.zarr",
        combine_dims=pattern.combine_dim_keys,
        target_chunks={"time": 10},
    )
)
`,
    'requirements.txt': `pangeo-forge-recipes==${RECIPES_VERSION}\n`,
  };
}

/** @param what the line that says what the recipe is */
function metaTemplate(answers: RecipeAnswers, what: string): string {
  const { id, title, description, bakery, maintainer, license, source } = answers;
  return `title: ${text(title)}
description: ${text(description)}
pangeo_forge_version: "${RECIPES_VERSION}"
recipes:
  - id: ${id}
    ${what}
provenance:
  providers:
    - name: ${text(new URL(source.replaceAll('{time}', 'time')).hostname)}
      description: Provider of the source files
      roles:
        - producer
        - licensor
      url: ${text(new URL(source.replaceAll('{time}', 'time')).origin)}
  license: ${text(license)}
maintainers:
  - name: ${text(maintainer)}
    github: ${text(maintainer)}
bakery:
  id: ${text(bakery)}
`;
}
