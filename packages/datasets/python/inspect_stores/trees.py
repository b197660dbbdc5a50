"""Folders of names and small files, wherever they are: a file system, an Icechunk snapshot, a file of references."""

import base64
import json

from problems import TooLarge

MAX_DOCUMENT_BYTES = 64 * 1024 * 1024
MAX_NAMES = 20_000
# Of which one tells a store, where a server lists no folder.
MARKS = ('.zmetadata', 'zarr.json', '.zgroup', '.zarray', 'reference.json', '_metadata')


def is_web(fs):
    return 'https' in ((fs.protocol,) if isinstance(fs.protocol, str) else fs.protocol)


class FsTree:
    """A folder of any fsspec file system."""

    def __init__(self, fs, root):
        self.fs, self.root = fs, root.rstrip('/')

    def at(self, path):
        return f'{self.root}/{path}' if path else self.root

    def below(self, path):
        return FsTree(self.fs, self.at(path))

    def names(self, path=''):
        """What lies directly below, by name: its size, or None for a folder."""
        if is_web(self.fs):
            return self.listed_on_the_web(path) or self.marks(path)
        try:
            found = self.fs.ls(self.at(path), detail=True)
        except (FileNotFoundError, NotADirectoryError):
            return {}
        if len(found) > MAX_NAMES:
            raise TooLarge(f'a folder holds {len(found)} names')
        names = {}
        for entry in found:
            name = entry['name'].rstrip('/').rsplit('/', 1)[-1]
            full = entry['name'].rstrip('/')
            if full != self.fs._strip_protocol(self.at(path)).rstrip('/'):
                names[name] = None if entry['type'] == 'directory' else entry['size'] or 0
        return names

    def listed_on_the_web(self, path):
        """By the links of its page, where there is one."""
        place = f'{self.at(path)}/'
        try:
            found = self.fs.ls(place, detail=True)
        except Exception as error:
            if not is_absent(error):
                raise
            return {}
        if len(found) > MAX_NAMES:
            raise TooLarge(f'a folder holds {len(found)} names')
        names = {}
        for entry in found:
            below = entry['name'][len(place):] if entry['name'].startswith(place) else ''
            name = below.rstrip('/')
            if name and '/' not in name and '?' not in name:
                names[name] = None if below.endswith('/') else entry['size'] or 0
        return names

    def marks(self, path):
        """Of a server that lists nothing: the files that tell a store, each asked for."""
        names = {}
        for mark in MARKS:
            try:
                names[mark] = self.fs.info(f'{self.at(path)}/{mark}')['size'] or 0
            except Exception as error:
                if not is_absent(error):
                    raise
        return names

    def size(self, path):
        """Bytes of a file; None when there is none."""
        try:
            info = self.fs.info(self.at(path))
        except Exception as error:
            if isinstance(error, FileNotFoundError) or (is_web(self.fs) and is_absent(error)):
                return None
            raise
        return info['size'] or 0 if info['type'] == 'file' else None

    def read(self, path, limit=MAX_DOCUMENT_BYTES):
        size = self.size(path)
        if size is None:
            return None
        if size > limit:
            raise TooLarge(f'{path or self.root} has {size} bytes')
        return self.fs.cat_file(self.at(path))

    def head(self, path, count=8):
        try:
            return self.fs.cat_file(self.at(path), start=0, end=count)
        except FileNotFoundError:
            return b''


class IcechunkTree:
    """A snapshot of an Icechunk repository."""

    def __init__(self, store):
        from zarr.core.buffer import default_buffer_prototype
        from zarr.core.sync import sync

        self.store, self.sync, self.prototype = store, sync, default_buffer_prototype()

    def names(self, path=''):
        async def listed():
            found = {}
            async for name in self.store.list_dir(path):
                found[name.rstrip('/').rsplit('/', 1)[-1]] = None
                if len(found) > MAX_NAMES:
                    raise TooLarge(f'a group holds more than {MAX_NAMES} names')
            return found

        return self.sync(listed())

    def read(self, path, limit=MAX_DOCUMENT_BYTES):
        value = self.sync(self.store.get(path, self.prototype))
        if value is not None and len(value) > limit:
            raise TooLarge(f'{path} has {len(value)} bytes')
        return None if value is None else value.to_bytes()


class ReferenceTree:
    """The metadata in a file of references; nothing that it points to is read."""

    def __init__(self, references):
        self.references = references
        self.folders = {}
        for key in references:
            steps = key.split('/')
            for depth in range(len(steps)):
                self.folders.setdefault('/'.join(steps[:depth]), {})[steps[depth]] = None

    def names(self, path=''):
        return self.folders.get(path, {})

    def read(self, path, limit=MAX_DOCUMENT_BYTES):
        value = self.references.get(path)
        if value is None or isinstance(value, list):
            return None
        if isinstance(value, dict):
            return json.dumps(value).encode()
        if len(value) > limit:
            raise TooLarge(f'{path} has {len(value)} characters')
        return base64.b64decode(value[len('base64:'):]) if value.startswith('base64:') else value.encode()


def is_absent(error):
    """Some servers answer 403 for what is not there, as S3 does where nobody may list."""
    return isinstance(error, FileNotFoundError) or getattr(error, 'status', None) in (403, 404, 410)


def read_json(tree, path):
    """A JSON object; None when there is none, or when it is something else."""
    content = tree.read(path)
    try:
        value = None if content is None else json.loads(content)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
