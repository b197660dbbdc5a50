"""Writes a store of a kind, as a job at a bakery does: `write_store.py KIND FOLDER`, the target as JSON on standard input.

The values go to FOLDER too, as NumPy's files, for whoever compares them. Prints the path below the target.
"""

import json
import logging
import os
import sys
import tempfile
import warnings

os.environ.setdefault('GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT', 'false')
warnings.filterwarnings('ignore')
logging.disable()

import fsspec  # noqa: E402
import icechunk  # noqa: E402
import numpy  # noqa: E402
import pandas  # noqa: E402
import xarray  # noqa: E402

KIND, FOLDER = sys.argv[1:]
TARGET = json.load(sys.stdin)
ROOT, OPTIONS = TARGET['root_path'], TARGET['fsspec_args']
PROTOCOL = ROOT.partition('://')[0]

seed = sum(KIND.encode())
values = numpy.random.default_rng(seed).normal(size=(6, 8, 12)).astype('f4')
times = pandas.date_range('2001-01-01', periods=6)
dataset = xarray.Dataset(
    {'sst': (('time', 'lat', 'lon'), values, {'units': 'degC', 'standard_name': 'sea_surface_temperature'})},
    coords={
        'time': times,
        'lat': ('lat', numpy.linspace(-87.5, 87.5, 8), {'units': 'degrees_north'}),
        'lon': ('lon', numpy.linspace(0, 330, 12), {'units': 'degrees_east'}),
    },
    attrs={'title': f'a store of kind {KIND}'},
)
numpy.save(f'{FOLDER}/{KIND}.npy', values)
CHUNKS = {'sst': {'chunks': (2, 8, 6)}}


def write_zarr(path, **options):
    dataset.to_zarr(f'{ROOT}/{path}'.rstrip('/'), storage_options=OPTIONS, mode='w', **options)
    return path


def write_pyramid(path):
    from zarr.storage import FsspecStore

    levels = {'/': xarray.Dataset(attrs={'multiscales': []}), '/0': dataset, '/1': dataset.isel(lat=slice(None, None, 2))}
    store = FsspecStore.from_url(f'{ROOT}/{path}', storage_options=OPTIONS)
    xarray.DataTree.from_dict(levels).to_zarr(store, zarr_format=2, consolidated=True)
    return path


def references():
    """To chunks of a Zarr store in the same bucket, which is the input."""
    import base64

    bucket = ROOT.partition('://')[2].partition('/')[0]
    source = f'{PROTOCOL}://{bucket}/inputs/{KIND}.zarr'
    dataset.to_zarr(source, storage_options=OPTIONS, mode='w', zarr_format=2, consolidated=False, encoding=CHUNKS)
    fs, place = fsspec.core.url_to_fs(source, **OPTIONS)
    found = {}
    for path in fs.find(place):
        key = path[len(place) + 1:]
        content = fs.cat_file(path)
        if key.rpartition('/')[2].startswith('.z'):
            found[key] = content.decode()
        elif key.startswith('sst/'):
            found[key] = [f'{PROTOCOL}://{path}', 0, len(content)]
        else:
            found[key] = f'base64:{base64.b64encode(content).decode()}'
    return {'version': 1, 'refs': found}


def write_reference_file(path):
    with fsspec.open(f'{ROOT}/{path}', 'w', **OPTIONS) as file:
        json.dump(references(), file)
    return path


def write_reference_table(path):
    from kerchunk.df import refs_to_dataframe

    refs_to_dataframe(references(), f'{ROOT}/{path}', storage_options=OPTIONS, record_size=10)
    return path


def write_icechunk(path):
    bucket, _, prefix = f'{ROOT}/{path}'.partition('://')[2].partition('/')
    if PROTOCOL == 's3':
        storage = icechunk.s3_storage(
            bucket=bucket, prefix=prefix, region='us-east-1', endpoint_url=OPTIONS['client_kwargs']['endpoint_url'],
            allow_http=True, force_path_style=True, access_key_id=OPTIONS['key'], secret_access_key=OPTIONS['secret'])
        commit_to(storage)
        return path
    # The emulator refuses the uploads of Icechunk's own client (Google's XML API), and serves its reads.
    with tempfile.TemporaryDirectory() as folder:
        commit_to(icechunk.local_filesystem_storage(folder))
        fsspec.filesystem(PROTOCOL, **OPTIONS).put(f'{folder}/', f'{bucket}/{prefix}', recursive=True)
    return path


def commit_to(storage):
    session = icechunk.Repository.create(storage).writable_session('main')
    dataset.to_zarr(session.store, zarr_format=3, consolidated=False, mode='w')
    session.commit('a run')


def write_table():
    table = pandas.DataFrame({'time': times, 'sst': values[:, 0, 0]})
    numpy.save(f'{FOLDER}/{KIND}.npy', values[:, 0, 0])
    table.to_parquet(f'{ROOT}/part.0.parquet', engine='fastparquet', storage_options=OPTIONS)
    return ''


WRITERS = {
    'zarr2': lambda: write_zarr('', zarr_format=2, consolidated=False, encoding=CHUNKS),
    'zarr2-consolidated': lambda: write_zarr('named.zarr', zarr_format=2, consolidated=True, encoding=CHUNKS),
    'zarr3': lambda: write_zarr('named.zarr', zarr_format=3, consolidated=False, encoding=CHUNKS),
    'zarr3-sharded': lambda: write_zarr('named.zarr', zarr_format=3, consolidated=True,
                                        encoding={'sst': {'chunks': (2, 8, 6), 'shards': (6, 8, 12)}}),
    'kerchunk-json': lambda: write_reference_file('combined/reference.json'),
    'kerchunk-parquet': lambda: write_reference_table('store/combined.parquet'),
    'icechunk': lambda: write_icechunk('repository'),
    'parquet': write_table,
    'pyramid': lambda: write_pyramid('pyramid.zarr'),
}

# Threads of clients may outlive their event loop.
print(WRITERS[KIND](), flush=True)
os._exit(0)
