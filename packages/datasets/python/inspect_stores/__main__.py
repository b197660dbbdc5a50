"""Looks at what a bake wrote: which stores, of which kind, do they open, and what is in them.

Reads a request (JSON) from the file that is named, or from standard input, and prints the answer as its last line:

    {"targets": [{"fsspec_class", "fsspec_args", "root_path", "own_prefixes", "allow_private"}], "seconds", "objects",
     "pictureSeconds"}
    {"targets": [{"outcome": "looked", "stores": [...], "isEmpty"} | {"outcome": "could_not_look", "cause", "reason"}]}

A store is {"path", "kind", "opens", "refused", "cause", "problem", "version", "sizeBytes", "objects", "holdsChunks",
"description", "metadata", "picture"}. Its problem is its own where `cause` is null.
"""

import hashlib
import json
import os
import sys
import time
import warnings

# gcsfs asks a service of its own about folders first, which emulators and many projects do not have.
os.environ.setdefault('GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT', 'false')
warnings.filterwarnings('ignore')

from problems import CouldNotLook, Refused, TooLarge, cause_of, sentence_of, stop_after  # noqa: E402

MAX_PICTURES = 8
METADATA_NAMES = ('.zarray', '.zattrs', '.zgroup', '.zmetadata', 'zarr.json')


def main():
    if len(sys.argv) > 1:
        with open(sys.argv[1], encoding='utf-8') as file:
            request = json.load(file)
    else:
        request = json.load(sys.stdin)
    stop_after(request.get('seconds') or 300)
    answers = [look(target, request) for target in request['targets']]
    stop_after(0)
    draw(answers, request.get('pictureSeconds') or 45)
    # What libraries print must not share the line.
    print(f'\n{json.dumps({"targets": answers}, allow_nan=False, default=str)}', flush=True)
    # Threads of clients whose server does not answer would keep the process alive.
    os._exit(0)


def look(request, limits):
    from target import Target

    try:
        target = Target(request)
        stores = [look_at(target, found, limits) for found in stores_of(target)]
        return {'outcome': 'looked', 'stores': stores, 'isEmpty': not stores and not holds_anything(target)}
    except Exception as error:
        return {'outcome': 'could_not_look', 'cause': cause_of(error) or 'unknown', 'reason': sentence_of(error)}


def draw(answers, seconds):
    """Pictures of the first stores of each target that opened, after all is known of all of them."""
    from pictures import pictures_of

    until = time.monotonic() + seconds
    for answer in answers:
        opened = [(store, store.pop('opened')) for store in answer.get('stores', ()) if 'opened' in store]
        for store, found in opened[:MAX_PICTURES]:
            left = until - time.monotonic()
            if store['opens'] and left > 1:
                store['picture'] = pictures_of(found, left)


def stores_of(target):
    from marks import Found, find_stores, kind_of_file
    from trees import FsTree, is_web

    if target.fs.isfile(target.root):
        kind = kind_of_file(target.fs, target.root)
        # The page of a folder on the web is a file too.
        if kind or not is_web(target.fs):
            return [Found('', kind)] if kind else []
    return find_stores(FsTree(target.fs, target.root))


def holds_anything(target):
    try:
        return bool(target.fs.ls(target.root, detail=False))
    except FileNotFoundError:
        return False


def look_at(target, found, limits):
    from trees import FsTree

    address = f'{target.root}/{found.path}' if found.path else target.root
    store = {'path': found.path, 'kind': found.kind, 'opens': False, 'refused': False, 'cause': None, 'problem': None,
             'version': None, 'sizeBytes': None, 'objects': None, 'holdsChunks': None, 'description': None,
             'metadata': None, 'picture': None}
    try:
        if found.kind == 'parquet':
            from tables import describe_table

            store['description'] = describe_table(target, address)
        else:
            from describe import describe
            from metadata import keep_safe_codecs
            from opening import open_store

            keep_safe_codecs()
            opened = open_store(target, found)
            store['description'] = describe(opened)
            store['opened'] = opened
            store['version'] = opened.version
            store['holdsChunks'] = None if opened.chunks is None else opened.chunks > 0
        store['opens'] = True
        store['metadata'] = metadata_of(FsTree(target.fs, address), found.kind, store['version'])
    except Refused as error:
        store.update(refused=True, problem=str(error))
    except Exception as error:
        store.update(cause=cause_of(error), problem=sentence_of(error))
    try:
        store.update(count_objects(target, address, limits.get('objects') or 1_000_000, store['holdsChunks']))
    except Exception as error:
        if isinstance(error, TooLarge) and store['problem'] is None:
            store['problem'] = str(error)
    return store


def metadata_of(tree, kind, version):
    """The file that says what the store holds, and its SHA-256; the root's where metadata is not consolidated."""
    names = {
        'zarr2': ('.zmetadata', '.zgroup', '.zarray'), 'zarr3': ('zarr.json',), 'kerchunk-parquet': ('.zmetadata',),
        'kerchunk-json': ('',), 'icechunk': (f'snapshots/{version}',) if version else (), 'parquet': ('_metadata',),
    }[kind]
    for name in names:
        try:
            content = tree.read(name)
        except Exception:
            content = None
        if content is not None:
            return {'file': name, 'sha256': hashlib.sha256(content).hexdigest()}
    return None


def count_objects(target, address, limit, holds_chunks):
    objects = size = 0
    for entry in entries_below(target, address):
        objects += 1
        if objects > limit:
            raise TooLarge(f'it has more than {limit} objects')
        size += entry[1]
        holds_chunks = holds_chunks or entry[0] not in METADATA_NAMES
    return {'sizeBytes': size, 'objects': objects, 'holdsChunks': bool(holds_chunks)}


def entries_below(target, address):
    """Name and size of every object."""
    from trees import is_web

    if target.is_local:
        if os.path.isfile(address):
            yield os.path.basename(address), os.path.getsize(address)
        for folder, _folders, names in os.walk(address):
            for name in names:
                yield name, os.lstat(os.path.join(folder, name)).st_size
        return
    if is_web(target.fs) and not address.endswith('.json'):
        raise CouldNotLook('unsupported', 'folders on the web are not counted')
    if target.fs.isfile(address):
        yield address.rpartition('/')[2], target.fs.size(address) or 0
        return
    for path, info in target.fs.find(address, detail=True).items():
        yield path.rpartition('/')[2], info['size'] or 0


if __name__ == '__main__':
    main()
