"""Writes stores that can be drawn, and some that cannot, below a folder: `python make_pictured_stores.py FOLDER`."""

import sys
import warnings

warnings.filterwarnings('ignore')

import numpy  # noqa: E402
import pandas  # noqa: E402
import xarray  # noqa: E402

out = sys.argv[1]
random = numpy.random.default_rng(0)
NORTH, EAST = {'units': 'degrees_north'}, {'units': 'degrees_east'}
DEGREES = {'units': 'degC', 'long_name': 'Sea surface temperature'}


def save(name, dataset, **options):
    dataset.to_zarr(f'{out}/{name}', zarr_format=2, consolidated=True, **options)


lat, lon = numpy.linspace(-89.5, 89.5, 180), numpy.arange(0.5, 360)
field = 28 * numpy.cos(numpy.deg2rad(lat))[:, None] + 3 * numpy.sin(numpy.deg2rad(lon * 3))[None, :]
field[(numpy.sin(numpy.deg2rad(lon * 2))[None, :] * numpy.cos(numpy.deg2rad(lat * 3))[:, None]) > 0.6] = numpy.nan
times = pandas.date_range('2000-01-01', periods=12, freq='MS')
world = xarray.Dataset(
    {'sst': (('time', 'lat', 'lon'), numpy.repeat(field[None].astype('f4'), 12, 0), DEGREES)},
    coords={'time': times, 'lat': ('lat', lat, NORTH), 'lon': ('lon', lon, EAST)},
    attrs={'title': 'temperature'},
)
save('map', world)
save('noise', world.assign(sst=(('time', 'lat', 'lon'), random.normal(size=(12, 180, 360)).astype('f4'), DEGREES)))
save('decreasing', world.isel(lat=slice(None, None, -1)))
some_lat, some_lon = (numpy.sort(random.choice(size, size // 5, replace=False)) for size in (180, 360))
save('irregular', world.isel(lat=some_lat, lon=some_lon))
save('other-calendar', world.assign_coords(time=xarray.date_range('2000-01-01', periods=12, calendar='noleap', use_cftime=True)))
save('starts-empty', world.where(world.time > times[3]))
save('one-place', world.isel(lat=[90], lon=[10]))
save('one-row', world.isel(lat=[90]))
save('only-missing', world.assign(sst=world.sst * numpy.nan))
save('infinite', world.assign(sst=world.sst * 1e300))
save('constant', world.assign(sst=world.sst * 0 + 5))
save('missing-coordinates', world.assign_coords(lat=('lat', numpy.where(lat > 60, numpy.nan, lat), NORTH)))

north, east = numpy.meshgrid(numpy.linspace(-1, 1, 120), numpy.linspace(-1, 1, 150), indexing='ij')
ice = (('y', 'x'), numpy.cos(east * 4) * north, {'units': '1'})
polar = {
    'lat': (('y', 'x'), 90 - numpy.hypot(east, north) * 40, NORTH),
    'lon': (('y', 'x'), numpy.rad2deg(numpy.arctan2(east, north)), EAST),
}
save('curvilinear', xarray.Dataset({'ice': ice}, coords=polar))
holes = {name: (dims, numpy.where(north > 0.5, numpy.nan, values), units) for name, (dims, values, units) in polar.items()}
save('curvilinear-with-holes', xarray.Dataset({'ice': ice}, coords=holes))
metres = {
    axis: (axis, numpy.linspace(-1, 1, size) * 3e6, {'standard_name': f'projection_{axis}_coordinate', 'units': 'm'})
    for axis, size in (('y', 120), ('x', 150))
}
save('projected', xarray.Dataset({'ice': ice}, coords=metres))

days = pandas.date_range('2001-01-01', periods=300)
depth = ('depth', numpy.arange(30) * 10.0, {'units': 'm', 'positive': 'down'})
hostile = {'units': 'ppm\x1b[31m', 'long_name': 'CO2 $\\frac{a}{b$ <script>alert(1)</script> \x07 ' + 'x' * 5_000}
save('series', xarray.Dataset({'co2': (('time',), random.normal(size=300).cumsum(), hostile)}, coords={'time': days}))
save('stations', xarray.Dataset({'t': (('station', 'time'), random.normal(size=(7, 300)))}, coords={'time': days}))
save('profile', xarray.Dataset({'t': (('depth',), 20 - numpy.arange(30) / 2)}, coords={'depth': depth}))
save('section', xarray.Dataset({'t': (('time', 'depth'), random.normal(size=(300, 30)))}, coords={'time': days, 'depth': depth}))

save('strings', xarray.Dataset({'names': (('x',), numpy.array(['a', 'b', 'ccc']))}))
save('objects', xarray.Dataset({'names': (('x',), numpy.array(['a', 'b', 'ccc'], dtype=object))}))
save('no-coordinates', xarray.Dataset({'a': (('p', 'q'), random.normal(size=(10, 10)))}))
large = xarray.Dataset(
    {'v': (('lat', 'lon'), numpy.zeros((6_000, 6_000), 'f4'))},
    coords={'lat': ('lat', numpy.linspace(-60, 60, 6_000), NORTH), 'lon': ('lon', numpy.linspace(-60, 60, 6_000), EAST)},
)
save('large', large, encoding={'v': {'chunks': (500, 6_000)}})
save('huge-chunk', large, encoding={'v': {'chunks': (6_000, 6_000)}})
save('many-chunks', large, encoding={'v': {'chunks': (200, 200)}})
