"""The metadata of Zarr 2 and 3, read and checked before anything opens it."""

import math

from problems import Refused, TooLarge
from trees import read_json

MAX_NODES = 5_000
# Decoding these executes nothing of the store. `pickle` does, and what is unknown may.
SAFE_CODECS = frozenset((
    'blosc', 'zlib', 'gzip', 'bz2', 'lzma', 'lz4', 'zstd', 'pcodec', 'zfpy', 'shuffle', 'delta', 'fixedscaleoffset',
    'quantize', 'bitround', 'packbits', 'categorize', 'astype', 'base64', 'json2', 'msgpack2', 'vlen-utf8',
    'vlen-bytes', 'vlen-array', 'n5_wrapper', 'crc32', 'crc32c', 'adler32', 'fletcher32', 'jenkins_lookup3',
))
SAFE_ZARR3_CODECS = frozenset((
    'bytes', 'endian', 'transpose', 'sharding_indexed', 'crc32c', 'blosc', 'gzip', 'zstd', 'vlen-utf8', 'vlen-bytes',
))


class Hierarchy:
    """Documents of groups and arrays by path; the root's path is empty."""

    def __init__(self, format, consolidated):
        self.format, self.consolidated = format, consolidated
        self.groups, self.arrays = {}, {}

    def add(self, path, document):
        if len(self.groups) + len(self.arrays) >= MAX_NODES:
            raise TooLarge(f'it holds more than {MAX_NODES} arrays and groups')
        is_array = document.get('node_type') == 'array' or 'shape' in document
        (self.arrays if is_array else self.groups)[path] = document
        return is_array


def read_hierarchy(tree):
    """None where there is no Zarr hierarchy."""
    root = read_json(tree, 'zarr.json')
    if root is not None and root.get('zarr_format') == 3:
        return read_format_3(tree, root)
    consolidated = read_json(tree, '.zmetadata')
    if consolidated is not None and isinstance(consolidated.get('metadata'), dict):
        return format_2_of(consolidated['metadata'], consolidated=True)
    return walk_format_2(tree)


def read_format_3(tree, root):
    inline = (root.get('consolidated_metadata') or {}).get('metadata')
    hierarchy = Hierarchy(3, isinstance(inline, dict))
    is_array = hierarchy.add('', root)
    if isinstance(inline, dict):
        for path, document in inline.items():
            if isinstance(document, dict):
                hierarchy.add(path, document)
        return hierarchy

    def walk(path):
        for name in tree.names(path):
            below = f'{path}/{name}' if path else name
            document = None if name == 'zarr.json' else read_json(tree, f'{below}/zarr.json')
            if document is not None and not hierarchy.add(below, document):
                walk(below)

    if not is_array:
        walk('')
    return hierarchy


def walk_format_2(tree):
    documents = {}

    def walk(path):
        prefix = f'{path}/' if path else ''
        names = tree.names(path)
        for key in ('.zarray', '.zgroup', '.zattrs'):
            if key in names:
                documents[prefix + key] = read_json(tree, prefix + key) or {}
        if len(documents) > 2 * MAX_NODES:
            raise TooLarge(f'it holds more than {MAX_NODES} arrays and groups')
        if '.zgroup' in names:
            for name, size in names.items():
                if size is None and not name.startswith('.z'):
                    walk(prefix + name)

    walk('')
    return format_2_of(documents, consolidated=False) if documents else None


def format_2_of(documents, consolidated):
    hierarchy = Hierarchy(2, consolidated)
    for key, document in documents.items():
        path, _, name = key.rpartition('/')
        if name in ('.zarray', '.zgroup') and isinstance(document, dict):
            hierarchy.add(path, {**document, 'attributes': documents.get(f'{path}/.zattrs' if path else '.zattrs') or {}})
    return hierarchy


def codecs_of(array):
    """Names of the codecs, those inside shards included."""
    if 'codecs' not in array:
        return [str(codec.get('id')) for codec in [*(array.get('filters') or []), array.get('compressor')] if codec]
    names = []

    def collect(codecs):
        for codec in codecs or []:
            name = codec if isinstance(codec, str) else codec.get('name')
            names.append(str(name))
            settings = {} if isinstance(codec, str) else codec.get('configuration') or {}
            collect(settings.get('codecs'))
            collect(settings.get('index_codecs'))

    collect(array['codecs'])
    return names


def check_codecs(hierarchy):
    """Raises Refused for what could execute code."""
    for path, array in hierarchy.arrays.items():
        for name in codecs_of(array):
            plain = name.removeprefix('numcodecs.')
            is_safe = name in SAFE_ZARR3_CODECS or plain in SAFE_CODECS
            if not is_safe:
                raise Refused(f'the variable {path or "at the root"} uses the codec {name}, which is not opened here')
        if array.get('storage_transformers'):
            raise Refused(f'the variable {path} uses a storage transformer, which is not opened here')


def keep_safe_codecs():
    """Removes all other codecs from this process: a store that changes after it was checked gains nothing."""
    from numcodecs import registry
    from zarr import registry as zarr_registry

    for name in list(registry.codec_registry):
        if name not in SAFE_CODECS:
            del registry.codec_registry[name]
    registry.entries = {name: entry for name, entry in getattr(registry, 'entries', {}).items() if name in SAFE_CODECS}
    codecs = getattr(zarr_registry, '_codec_registries', {})
    for name in list(codecs):
        if name not in SAFE_ZARR3_CODECS and name.removeprefix('numcodecs.') not in SAFE_CODECS:
            del codecs[name]


def shard_and_chunk(array):
    """Shapes of what is stored as one object, and of what is decoded at once; the first is None without shards."""
    if 'chunks' in array:
        return None, array['chunks']
    grid = ((array.get('chunk_grid') or {}).get('configuration') or {}).get('chunk_shape') or array.get('shape') or []
    for codec in array.get('codecs') or []:
        if isinstance(codec, dict) and codec.get('name') == 'sharding_indexed':
            return grid, (codec.get('configuration') or {}).get('chunk_shape') or grid
    return None, grid


def item_bytes(array):
    import numpy

    dtype = array.get('dtype', array.get('data_type'))
    try:
        return numpy.dtype(dtype).itemsize or 16
    except (TypeError, ValueError):
        return 64


def chunk_bytes(array):
    """Of one decoded chunk. Raises TooLarge for numbers that no store needs."""
    _shard, chunk = shard_and_chunk(array)
    if not all(isinstance(size, int) and size >= 0 for size in chunk):
        raise Refused('a chunk has no shape')
    return math.prod(chunk) * item_bytes(array)
