"""What a store holds, as xarray shows it: decoded types, coordinates apart from variables, ends of coordinates."""

import math

from metadata import chunk_bytes, codecs_of, shard_and_chunk
from problems import TooLarge

MAX_GROUPS = 40
MAX_TEXT = 4_096
# Of one decoded chunk that is read, and of a coordinate that is read as a whole.
MAX_CHUNK_BYTES = 256 * 1024 * 1024
MAX_WHOLE_BYTES = 16 * 1024 * 1024
ENDS = 3
HIDDEN = ('_FillValue', 'missing_value', 'scale_factor', 'add_offset', 'coordinates', 'dtype', '_Unsigned')
OF_TIMES = ('units', 'calendar')


def describe(opened):
    hierarchy = opened.hierarchy
    paths = ['', *sorted(path for path in hierarchy.groups if path)]
    groups = [describe_group(opened, path) for path in paths[:MAX_GROUPS]]
    if '' in hierarchy.arrays and not any(group['variables'] or group['coordinates'] for group in groups):
        groups = [{**groups[0], 'variables': [describe_bare_array(hierarchy.arrays[''])]}]
    return {
        'format': hierarchy.format,
        'isConsolidated': hierarchy.consolidated,
        'isSharded': any(shard_and_chunk(array)[0] for array in hierarchy.arrays.values()),
        'isPyramid': is_pyramid(hierarchy),
        'crs': crs_of(groups),
        'inputs': opened.inputs,
        'groups': groups,
    }


def is_pyramid(hierarchy):
    attributes = hierarchy.groups.get('', {}).get('attributes') or {}
    levels = {path for path in hierarchy.groups if path and '/' not in path}
    return bool(levels) and ('multiscales' in attributes or all(level.isdigit() for level in levels))


def arrays_of(hierarchy, group):
    prefix = f'{group}/' if group else ''
    return {
        path[len(prefix):]: array
        for path, array in hierarchy.arrays.items()
        if path and path.startswith(prefix) and '/' not in path[len(prefix):]
    }


def describe_group(opened, path):
    import xarray

    arrays = arrays_of(opened.hierarchy, path)
    document = opened.hierarchy.groups.get(path, {})
    shown = {name: value for name, value in (document.get('attributes') or {}).items() if name != 'coordinates'}
    described = {'path': path, 'dimensions': [], 'coordinates': [], 'variables': [], 'attributes': plain(shown)}
    if not arrays:
        return described
    dataset = open_group(opened, path, arrays, xarray)
    described['dimensions'] = [
        {'name': str(name), 'size': size, 'isIndexed': name in dataset.variables} for name, size in dataset.sizes.items()
    ]
    for name, variable in dataset.variables.items():
        kind = 'coordinates' if name in dataset.coords else 'variables'
        described[kind].append(describe_variable(str(name), variable, arrays[name], kind == 'coordinates'))
    described['coordinates'].sort(key=lambda one: (not one['isIndex'], one['name']))
    if not opened.probed and described['variables']:
        probe(dataset, arrays)
        opened.probed = True
    return described


def open_group(opened, path, arrays, xarray):
    """Without indexes, and without what decoding would have to read in chunks beyond the limit."""
    too_large = [name for name, array in arrays.items() if chunk_bytes(array) > MAX_CHUNK_BYTES]
    decoded_by_value = [name for name in too_large if ' since ' in str(attributes_of(arrays[name]).get('units'))]
    return xarray.open_dataset(
        opened.store,
        engine='zarr',
        group=path or None,
        chunks=None,
        consolidated=opened.consolidated if not path else False if opened.consolidated is False else None,
        drop_variables=decoded_by_value,
        create_default_indexes=False,
    )


def probe(dataset, arrays):
    """Reads one value of the data variable with the smallest chunks: metadata alone is no dataset."""
    sizes = {name: chunk_bytes(arrays[name]) for name in dataset.data_vars if dataset[name].size}
    if not sizes:
        return
    name = min(sizes, key=sizes.get)
    if sizes[name] > MAX_CHUNK_BYTES:
        raise TooLarge(f'a chunk of {name} has {sizes[name]} bytes')
    variable = dataset[name].variable
    variable[dict.fromkeys(variable.dims, 0)].values


def attributes_of(array):
    return array.get('attributes') or {}


def describe_variable(name, variable, array, is_coordinate):
    shard, chunk = shard_and_chunk(array)
    is_time = variable.dtype.kind == 'M' or ' since ' in str(attributes_of(array).get('units'))
    hidden = HIDDEN + OF_TIMES if is_time else HIDDEN
    values = read_ends(variable, array) if is_coordinate else None
    return {
        'name': name,
        'dimensions': [str(dimension) for dimension in variable.dims],
        'shape': list(variable.shape),
        'chunks': list(chunk),
        'shards': shard and list(shard),
        'dtype': str(variable.dtype),
        'storedDtype': stored_dtype(array),
        'codecs': codecs_of(array),
        'bytes': None if variable.dtype.kind == 'O' else variable.size * variable.dtype.itemsize,
        'attributes': plain({key: value for key, value in attributes_of(array).items()
                             if key not in hidden and key != '_ARRAY_DIMENSIONS'}),
        'isIndex': variable.dims == (name,),
        'preview': values and values['preview'],
        'range': values and values['range'],
        'timeRange': values and values['timeRange'],
    }


def stored_dtype(array):
    import numpy

    stored = array.get('dtype', array.get('data_type'))
    try:
        return str(numpy.dtype(stored))
    except (TypeError, ValueError):
        return str(stored)[:100]


def describe_bare_array(array):
    shape = array.get('shape') or []
    shard, chunk = shard_and_chunk(array)
    return {
        'name': 'array', 'dimensions': [f'dim_{at}' for at in range(len(shape))], 'shape': list(shape),
        'chunks': list(chunk), 'shards': shard and list(shard), 'dtype': stored_dtype(array),
        'storedDtype': stored_dtype(array), 'codecs': codecs_of(array), 'bytes': None,
        'attributes': plain(attributes_of(array)), 'isIndex': False, 'preview': None, 'range': None, 'timeRange': None,
    }


def read_ends(variable, array):
    """First and last values, and the range: of all values where that is little to read. None where it is too much."""
    import numpy

    if variable.size == 0 or chunk_bytes(array) > MAX_CHUNK_BYTES:
        return None
    is_whole = variable.size * max(variable.dtype.itemsize, 8) <= MAX_WHOLE_BYTES
    if not is_whole and variable.ndim != 1:
        return None
    parts = [variable.values] if is_whole else [variable[:ENDS].values, variable[-ENDS:].values]
    values = numpy.concatenate([numpy.atleast_1d(part).ravel() for part in parts])
    return {'preview': preview(values, variable.size), **ranges(values)}


def ranges(values):
    import numpy

    if values.dtype.kind == 'M':
        known = values[~numpy.isnat(values)]
        moments = [moment(value) for value in (known.min(), known.max())] if known.size else []
        return {'range': None, 'timeRange': {'start': moments[0], 'end': moments[1]} if moments else None}
    if values.dtype.kind in 'iuf':
        known = values[numpy.isfinite(values)]
        return {'range': {'min': float(known.min()), 'max': float(known.max())} if known.size else None, 'timeRange': None}
    if values.dtype.kind == 'O' and hasattr(values[0], 'isoformat'):
        known = sorted(value for value in values if value is not None)
        return {'range': None, 'timeRange': {'start': moment(known[0]), 'end': moment(known[-1])}}
    return {'range': None, 'timeRange': None}


def moment(value):
    """UTC, ISO 8601 to the second."""
    text = value.isoformat() if hasattr(value, 'isoformat') else str(value)
    return f'{text[:19]}Z'


def preview(values, size):
    import numpy

    def shown(value):
        if isinstance(value, numpy.datetime64) or hasattr(value, 'isoformat'):
            return moment(value)[:-1].removesuffix('T00:00:00')
        if isinstance(value, (float, numpy.floating)):
            return f'{value:.4g}'
        if isinstance(value, (str, bytes)):
            return repr(value)[:60]
        return str(value)[:60]

    if size <= 2 * ENDS:
        return ' '.join(shown(value) for value in values)
    return ' '.join([*map(shown, values[:ENDS]), '...', *map(shown, values[-ENDS:])])


def crs_of(groups):
    """Of the first variable that describes a grid mapping. [CF conventions, section 5.6]"""
    for group in groups:
        for variable in [*group['coordinates'], *group['variables']]:
            attributes = variable['attributes']
            for key in ('crs_wkt', 'spatial_ref', 'grid_mapping_name'):
                if isinstance(attributes.get(key), str):
                    return attributes[key]
    return None


def plain(value, depth=6):
    """What JSON can hold: text is cut, and numbers that JSON has not are text."""
    if isinstance(value, str):
        return value if len(value) <= MAX_TEXT else f'{value[:MAX_TEXT]}…'
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, (bool, int, float)) or value is None:
        return value
    if depth == 0:
        return str(value)[:MAX_TEXT]
    if isinstance(value, dict):
        return {str(key)[:256]: plain(item, depth - 1) for key, item in list(value.items())[:500]}
    if isinstance(value, (list, tuple)):
        return [plain(item, depth - 1) for item in value[:500]]
    return str(value)[:MAX_TEXT]
