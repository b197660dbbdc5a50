"""Opens each store that a recipe declares, at the first of its addresses where there is one.

usage: python check_stores.py ORDER.json
"""

import json
import os
import sys
from pathlib import Path


def main():
    order = json.loads(Path(sys.argv[1]).read_text())
    found, missing = [], []
    for store in order["stores"]:
        opened, trouble = open_first(store["addresses"])
        if opened:
            found.append({"id": store["id"], **opened})
        else:
            missing.append(f"the store `{store['id']}` was not written, or does not open ({trouble})")
    if not order["stores"]:
        found = [{"id": order["recipe"], **opened} for opened in stores_below(order["target"])]
        if not found:
            missing.append("no store was written below the target")
    if missing:
        say("failed", "the program ended without an error, but " + "; ".join(missing))
        sys.exit(4)
    say("completed", "written: " + ", ".join(store["address"] for store in found), stores=found)


def say(status, message, **more):
    print(json.dumps({"status": status, "message": message, **more}), flush=True)


def open_first(addresses):
    trouble = []
    for address in addresses:
        try:
            return {"address": address, "kind": open_store(address)}, None
        except Exception as error:
            detail = str(error).split("\n")[0][:200]
            trouble.append(f"{address}: {type(error).__name__}{': ' + detail if detail else ''}")
    return None, "; ".join(trouble)


def stores_below(target):
    """Of a local target: itself, or the folders right below it."""
    if "://" in target or not os.path.isdir(target):
        return []
    places = [target, *(os.path.join(target, name) for name in sorted(os.listdir(target)))]
    return [opened for opened, _ in map(open_first, ([place] for place in places)) if opened]


def open_store(address):
    import fsspec

    fs, path = fsspec.core.url_to_fs(address)
    if not fs.exists(path):
        raise FileNotFoundError("nothing is there")
    if fs.isfile(path):
        return open_reference(address)
    has = {name: fs.exists(f"{path.rstrip('/')}/{name}") for name in (".zmetadata", ".zgroup", "zarr.json", "refs")}
    if has["refs"]:
        return open_icechunk(path, fs)
    if has[".zmetadata"] and "record_size" in json.loads(fs.cat_file(f"{path.rstrip('/')}/.zmetadata")):
        return open_reference(address)
    if not any(has.values()):
        raise ValueError("it has no mark of a Zarr store")
    import zarr

    group = zarr.open_group(address, mode="r")
    read_one_value(group)
    return f"zarr{group.metadata.zarr_format}"


def read_one_value(group):
    """The first value of the smallest array: what is listed can be read."""
    arrays = sorted((array for _, array in group.arrays()), key=lambda array: array.size)
    for array in arrays[:1]:
        array[tuple(0 for _ in array.shape)] if array.size else None


def open_reference(address):
    import xarray

    xarray.open_dataset(address, engine="kerchunk", chunks={}).close()
    return "kerchunk-json" if address.endswith(".json") else "kerchunk-parquet"


def open_icechunk(path, fs):
    import icechunk
    import zarr

    if "file" not in fs.protocol and "local" not in fs.protocol:
        raise ValueError("an Icechunk repository elsewhere is not opened here")
    repository = icechunk.Repository.open(icechunk.local_filesystem_storage(path))
    zarr.open_group(repository.readonly_session("main").store, mode="r")
    return "icechunk"


if __name__ == "__main__":
    main()
