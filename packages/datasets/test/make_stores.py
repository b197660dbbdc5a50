"""Writes the stores of the tests with the real xarray. Usage: make_stores.py FOLDER"""

import sys
from pathlib import Path

import cftime
import numpy as np
import pandas as pd
import xarray as xr

folder = Path(sys.argv[1])
days = pd.date_range("2001-01-01", periods=400, freq="D")
dataset = xr.Dataset(
    {
        "sst": (
            ("time", "lat", "lon"),
            np.zeros((400, 4, 5), "float32"),
            {"long_name": "Sea surface temperature", "units": "degC"},
        ),
        "count": (("time",), np.arange(400, dtype="int16"), {"coordinates": "height"}),
    },
    coords={
        "time": days,
        "lat": ("lat", [-67.5, -22.5, 22.5, 67.5], {"units": "degrees_north", "standard_name": "latitude"}),
        "lon": ("lon", np.linspace(2.5, 357.5, 5), {"units": "degrees_east"}),
        "height": 2.0,
        "station": ("lat", np.array(["a", "bb", "c", "d"])),
    },
    attrs={"title": "A small sea", "history": "<script>alert(1)</script>"},
)
dataset.to_zarr(folder / "consolidated.zarr", consolidated=True)
dataset.to_zarr(folder / "plain.zarr", consolidated=False)
dataset[["sst"]].to_zarr(folder / "packed.zarr", encoding={"sst": {"dtype": "int16", "scale_factor": 0.5, "_FillValue": -1}})
model_days = [cftime.Datetime360Day(2000, 2, 30), cftime.Datetime360Day(2000, 12, 30)]
xr.Dataset({"t": ("time", [1.0, 2.0])}, coords={"time": model_days}).to_zarr(folder / "model.zarr")
print(dataset._repr_html_())
