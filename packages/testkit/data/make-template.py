"""Makes sea-surface-temperature.nc, the template from which netcdf-server.ts serves any number of days.

Run it with the runner's Python: `python make-template.py`. The time and the temperatures are stored contiguously and without checksum, and are
filled with values that occur nowhere else in the file, so that the server can find and replace them.
"""

import h5netcdf
import numpy as np

TIME = 0x5EA51DE5
TEMPERATURE = np.frombuffer(b"SSST", dtype="<f4")[0]

with h5netcdf.File("sea-surface-temperature.nc", "w", libver="latest") as file:
    file.dimensions = {"time": 1, "lat": 6, "lon": 12}
    file.attrs["title"] = "Made-up sea surface temperature, for tests and demonstrations"

    time = file.create_variable("time", ("time",), "<i4")
    time[:] = [TIME]
    time.attrs["units"] = "days since 2001-01-01"
    time.attrs["calendar"] = "standard"

    lat = file.create_variable("lat", ("lat",), "<f4")
    lat[:] = np.linspace(-75, 75, 6)
    lat.attrs["units"] = "degrees_north"

    lon = file.create_variable("lon", ("lon",), "<f4")
    lon[:] = np.arange(12) * 30
    lon.attrs["units"] = "degrees_east"

    sst = file.create_variable("sst", ("time", "lat", "lon"), "<f4")
    sst[:] = np.full((1, 6, 12), TEMPERATURE)
    sst.attrs["units"] = "degC"
    sst.attrs["long_name"] = "sea surface temperature"
