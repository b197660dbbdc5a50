"""Writes one store of each kind, and broken and hostile ones, below a folder: `python make_inspected_stores.py FOLDER`."""

import base64
import json
import logging
import os
import shutil
import sys
import warnings

warnings.filterwarnings('ignore')

import icechunk  # noqa: E402
import numpy  # noqa: E402
import pandas  # noqa: E402
import xarray  # noqa: E402
from kerchunk.df import refs_to_dataframe  # noqa: E402

logging.disable()
out = sys.argv[1]

lat, lon = numpy.arange(-88, 90, 8.0), numpy.arange(0, 360, 8.0)
values = numpy.random.default_rng(0).normal(size=(31, lat.size, lon.size)).astype('f4')
units = {'units': 'degC', 'standard_name': 'sea_surface_temperature'}
dataset = xarray.Dataset(
    {'sst': (('time', 'lat', 'lon'), values, units)},
    coords={
        'time': pandas.date_range('2000-01-01', periods=31),
        'lat': ('lat', lat, {'units': 'degrees_north'}),
        'lon': ('lon', lon, {'units': 'degrees_east'}),
    },
    attrs={'title': 'temperature'},
)
CHUNKS = {'sst': {'chunks': (10, 23, 45)}}


def folder(name):
    os.makedirs(f'{out}/{name}', exist_ok=True)
    return f'{out}/{name}'


def write_json(path, document):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w') as file:
        json.dump(document, file)


def changed_copy(name, path, change):
    shutil.copytree(f'{out}/zarr2', f'{out}/{name}')
    with open(f'{out}/{name}/{path}') as file:
        document = json.load(file)
    change(document)
    write_json(f'{out}/{name}/{path}', document)


dataset.assign_attrs(odd=float('nan')).to_zarr(
    f'{folder("zarr2-consolidated")}/named.zarr', zarr_format=2, consolidated=True, encoding=CHUNKS)
dataset.to_zarr(folder('zarr2'), zarr_format=2, consolidated=False, encoding=CHUNKS)
dataset.to_zarr(folder('zarr3'), zarr_format=3, consolidated=False, encoding=CHUNKS)
dataset.to_zarr(folder('zarr3-consolidated'), zarr_format=3, consolidated=True, encoding=CHUNKS)
dataset.to_zarr(folder('zarr3-sharded'), zarr_format=3, consolidated=False,
                encoding={'sst': {'chunks': (10, 23, 45), 'shards': (40, 23, 45)}})
xarray.DataTree.from_dict({
    '/': xarray.Dataset(attrs={'multiscales': []}),
    '/0': dataset,
    '/1': dataset.isel(lat=slice(None, None, 2), lon=slice(None, None, 2)),
}).to_zarr(folder('pyramid'), zarr_format=2, consolidated=True)

storage = icechunk.local_filesystem_storage(folder('icechunk'))
session = icechunk.Repository.create(storage).writable_session('main')
dataset.to_zarr(session.store, zarr_format=3, consolidated=False, mode='w')
session.commit('first')

inputs = folder('zarr2')
references = {}
for place, _folders, names in os.walk(inputs):
    for name in names:
        path = os.path.join(place, name)
        key = os.path.relpath(path, inputs)
        with open(path, 'rb') as file:
            content = file.read()
        if name.startswith('.z'):
            references[key] = content.decode()
        elif key.startswith('sst/'):
            references[key] = [path, 0, len(content)]
        else:
            references[key] = f'base64:{base64.b64encode(content).decode()}'


def write_references(path, **changes):
    write_json(f'{out}/{path}', {'version': 1, 'refs': references, **changes})


write_references('kerchunk-json/combined/reference.json')
refs_to_dataframe({'version': 1, 'refs': references}, f'{folder("kerchunk-parquet/store")}/combined.parquet', record_size=100)
write_references('hostile-gen/x.json', gen=[{'key': 'a{{i}}', 'url': '{{1}}', 'dimensions': {'i': [1]}}])
write_references('hostile-templates/x.json', templates={'u': '{{ cycler.__init__.__globals__.os.popen("id") }}'})
write_references('hostile-inline-template/x.json', refs={**references, 'sst/0.0.0': ['{{ 7 * 7 }}', 0, 10]})
write_references('hostile-file/x.json', refs={**references, 'sst/0.0.0': ['file:///etc/passwd', 0, 10]})
write_references('hostile-metadata-service/x.json', refs={**references, 'sst/0.0.0': ['http://169.254.169.254/x', 0, 10]})
changed_copy('hostile-pickle', 'lat/.zarray', lambda array: array.update(compressor=None, filters=[{'id': 'pickle', 'protocol': 5}]))
changed_copy('unknown-codec', 'lat/.zarray', lambda array: array.update(compressor={'id': 'made-up'}))
changed_copy('huge-chunk', 'time/.zarray', lambda array: array.update(chunks=[10**10]))

pandas.DataFrame({'a': [1, 2], 'b': ['x', 'y']}).to_parquet(f'{folder("parquet")}/part.0.parquet', engine='fastparquet')
folder('nothing')
with open(f'{folder("no-store")}/readme.txt', 'w') as file:
    file.write('hello')
shutil.copytree(inputs, f'{out}/broken')
with open(f'{out}/broken/time/0', 'wb') as file:
    file.write(b'no chunk')
for name in ('one', 'other'):
    shutil.copytree(inputs, f'{out}/two/{name}.zarr')
