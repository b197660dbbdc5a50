"""Makes a Zarr 2 store: `python make_large_store.py FOLDER SHAPE CHUNKS`, both as `time,lat,lon`. Chunks are sparse files of zeros."""

import itertools
import json
import os
import struct
import sys

folder = sys.argv[1]
shape, chunks = ([int(size) for size in text.split(',')] for text in sys.argv[2:4])
NAMES = ('time', 'lat', 'lon')
UNITS = {'time': 'days since 2000-01-01', 'lat': 'degrees_north', 'lon': 'degrees_east'}
documents = {'.zgroup': {'zarr_format': 2}, '.zattrs': {}}


def add_array(name, dimensions, shape, chunks, dtype, attributes):
    documents[f'{name}/.zarray'] = {'zarr_format': 2, 'shape': shape, 'chunks': chunks, 'dtype': dtype, 'order': 'C',
                                    'compressor': None, 'filters': None, 'fill_value': None}
    documents[f'{name}/.zattrs'] = {'_ARRAY_DIMENSIONS': dimensions, **attributes}
    os.makedirs(f'{folder}/{name}', exist_ok=True)


for name, size in zip(NAMES, shape):
    add_array(name, [name], [size], [size], '<f8', {'units': UNITS[name]})
    first, step = (0, 1) if name == 'time' else (-90, 180 / size) if name == 'lat' else (0, 360 / size)
    with open(f'{folder}/{name}/0', 'wb') as file:
        file.write(struct.pack(f'<{size}d', *(first + step * at for at in range(size))))
add_array('sst', NAMES, shape, chunks, '<f4', {'units': 'degC'})
chunk_bytes = 4 * chunks[0] * chunks[1] * chunks[2]
for at in itertools.product(*(range(-(-size // chunk)) for size, chunk in zip(shape, chunks))):
    with open(f'{folder}/sst/{".".join(map(str, at))}', 'wb') as file:
        file.truncate(chunk_bytes)
for name, document in documents.items():
    with open(f'{folder}/{name}', 'w') as file:
        json.dump(document, file)
with open(f'{folder}/.zmetadata', 'w') as file:
    json.dump({'zarr_consolidated_format': 1, 'metadata': documents}, file)
