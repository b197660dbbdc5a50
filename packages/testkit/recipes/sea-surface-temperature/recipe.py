import apache_beam as beam
from pangeo_forge_recipes.patterns import ConcatDim, FilePattern
from pangeo_forge_recipes.transforms import OpenURLWithFSSpec, OpenWithXarray, StoreToZarr

DAYS = [f"2001-01-{day:02d}" for day in range(1, 7)]


def make_url(time):
    return f"__SOURCE_URL__/sst/{time}.nc"


pattern = FilePattern(make_url, ConcatDim("time", DAYS, nitems_per_file=1))

recipe = (
    beam.Create(pattern.items())
    | OpenURLWithFSSpec()
    | OpenWithXarray(file_type=pattern.file_type)
    | StoreToZarr(
        store_name="sea-surface-temperature.zarr",
        combine_dims=pattern.combine_dim_keys,
        target_chunks={"time": 2},
    )
)
