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

/** The versions that the orchestrator's runner has: nothing is installed at run time. */
const RECIPES_VERSION = '0.10.8';

/** Files of a recipe that passes lint, to be filled with the author's own source. */
export function recipeTemplate(answers: RecipeAnswers): Record<string, string> {
  const { id, title, description, bakery, maintainer, license, source } = answers;
  const text = (value: string) => JSON.stringify(value);
  return {
    'meta.yaml': `title: ${text(title)}
description: ${text(description)}
pangeo_forge_version: "${RECIPES_VERSION}"
recipes:
  - id: ${id}
    object: "recipe:recipe"
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
`,
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
