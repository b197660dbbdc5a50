import apache_beam as beam
from pangeo_forge_recipes.patterns import ConcatDim, FilePattern
from pangeo_forge_recipes.transforms import OpenURLWithFSSpec, OpenWithXarray, StoreToZarr

DAYS = [f"2001-01-{day:02d}" for day in range(1, 4)]
HALVES = {"north": slice(0, 90), "south": slice(-90, 0)}


def make_url(time):
    return f"__SOURCE_URL__/sst/{time}.nc"


def cut(half):
    latitudes = HALVES[half]

    def cut_one(item):
        index, dataset = item
        return index, dataset.sel(lat=latitudes)

    return cut_one


pattern = FilePattern(make_url, ConcatDim("time", DAYS, nitems_per_file=1))

def make_recipe(half):
    return (
        beam.Create(pattern.items())
        | OpenURLWithFSSpec()
        | OpenWithXarray(file_type=pattern.file_type)
        | beam.Map(cut(half))
        | StoreToZarr(
            store_name="",
            combine_dims=pattern.combine_dim_keys,
            target_chunks={"time": 1},
        )
    )


recipes = {
    "ocean-north": make_recipe("north"),
    "ocean-south": make_recipe("south"),
}
