"""Which stores a folder holds, and of which kind, by the files that each kind has. Nothing is opened."""

from dataclasses import dataclass

from trees import FsTree, read_json

MAX_DEPTH = 2
MAX_STORES = 50
PARQUET = b'PAR1'


@dataclass
class Found:
    # Below the target; empty when the target itself is the store.
    path: str
    kind: str


def find_stores(tree, path='', depth=0):
    """The target itself, else what is up to two levels below: recipes name a store, and a file in it."""
    kind = kind_of_folder(tree, path)
    if kind is not None:
        return [Found(path, kind)]
    names = tree.names(path)
    prefix = f'{path}/' if path else ''
    found = []
    for name in sorted(names):
        if names[name] is not None:
            if is_reference_file(tree, prefix + name):
                found.append(Found(prefix + name, 'kerchunk-json'))
        elif depth < MAX_DEPTH:
            found.extend(find_stores(tree, prefix + name, depth + 1))
        if len(found) >= MAX_STORES:
            break
    return found


def kind_of_folder(tree, path):
    """Kerchunk as parquet comes first: its `.zmetadata` looks like that of Zarr 2."""
    here = tree.below(path) if path else tree
    names = here.names()
    if '.zmetadata' in names:
        document = read_json(here, '.zmetadata') or {}
        if 'record_size' in document:
            return 'kerchunk-parquet'
        if isinstance(document.get('metadata'), dict):
            return 'zarr2'
    if 'zarr.json' in names and (read_json(here, 'zarr.json') or {}).get('zarr_format') == 3:
        return 'zarr3'
    for mark in ('.zgroup', '.zarray'):
        if mark in names and (read_json(here, mark) or {}).get('zarr_format') == 2:
            return 'zarr2'
    if is_icechunk(here, names):
        return 'icechunk'
    return 'parquet' if is_parquet(here, names) else None


def is_icechunk(tree, names):
    # Version 2 of the format has a file `repo` in place of the folder `refs`.
    return 'snapshots' in names and ('repo' in names or 'snapshot' in (read_json(tree, 'refs/branch.main/ref.json') or {}))


def is_parquet(tree, names):
    if names.get('_metadata') is not None:
        return tree.head('_metadata', 4) == PARQUET
    files = [name for name, size in names.items() if size is not None and name.endswith(('.parquet', '.parq'))]
    return bool(files) and tree.head(files[0], 4) == PARQUET


def is_reference_file(tree, path):
    if not path.endswith('.json') or tree.head(path, 1) not in (b'{', b' ', b'\n'):
        return False
    start = tree.head(path, 4096)
    return b'"refs"' in start or b'.zgroup' in start or b'.zarray' in start or b'"version"' in start


def kind_of_file(fs, address):
    """Of a target that is a file itself."""
    folder, _, name = address.rstrip('/').rpartition('/')
    return 'kerchunk-json' if is_reference_file(FsTree(fs, folder), name) else None
