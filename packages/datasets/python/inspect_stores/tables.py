"""A dataset of Parquet files, by the metadata of its files."""

from problems import TooLarge
from trees import FsTree

MAX_FILES = 500


def describe_table(target, address):
    """Columns with types, and the number of rows."""
    import fastparquet

    names = FsTree(target.fs, address).names()
    files = [name for name, size in sorted(names.items()) if size is not None and name.endswith(('.parquet', '.parq'))]
    if len(files) > MAX_FILES:
        raise TooLarge(f'it has more than {MAX_FILES} files')
    rows, dtypes = 0, {}
    for name in files or ['_metadata']:
        table = fastparquet.ParquetFile(f'{address}/{name}', open_with=lambda path, mode='rb': target.fs.open(path, mode))
        rows += table.count()
        dtypes = dtypes or dict(table.dtypes)
    columns = [
        {'name': str(name), 'dimensions': ['row'], 'shape': [rows], 'chunks': [], 'shards': None, 'dtype': str(dtype),
         'storedDtype': str(dtype), 'codecs': [], 'bytes': None, 'attributes': {}, 'isIndex': False, 'preview': None,
         'range': None, 'timeRange': None}
        for name, dtype in dtypes.items()
    ]
    dimensions = [{'name': 'row', 'size': rows, 'isIndexed': False}]
    group = {'path': '', 'dimensions': dimensions, 'coordinates': [], 'variables': columns, 'attributes': {}}
    return {'format': 2, 'isConsolidated': False, 'isSharded': False, 'isPyramid': False, 'crs': None,
            'inputs': [], 'groups': [group]}
