"""References to a Zarr store (kerchunk), checked before anything follows them."""

import io
import ipaddress
import json
import posixpath
from urllib.parse import urlsplit

from problems import CouldNotLook, Refused, TooLarge
from trees import MAX_DOCUMENT_BYTES, is_web

PUBLIC = ('http', 'https', 's3', 's3a', 'gs', 'gcs')
MAX_FILES = 2_000
# Of those that are remembered.
MAX_INPUTS = 50


def read_references(tree, path):
    """The references of a JSON file by key; None where it holds none. `gen` and templates are programs: refused."""
    content = tree.read(path, 4 * MAX_DOCUMENT_BYTES)
    try:
        document = json.loads(content or b'null')
    except ValueError:
        return None
    if not isinstance(document, dict):
        return None
    references = document.get('refs') if 'version' in document else document
    if not isinstance(references, dict) or not any(key.rpartition('/')[2] in ('.zgroup', '.zarray', 'zarr.json') for key in references):
        return None
    for part in ('gen', 'templates'):
        if document.get(part) and 'version' in document:
            raise Refused(f'its references use `{part}`, which is a program')
    for key, value in references.items():
        if isinstance(value, list) and (not value or not isinstance(value[0], str)):
            raise Refused(f'the reference {key} names no address')
        text = value[0] if isinstance(value, list) else value if isinstance(value, str) else ''
        if '{{' in text or '{%' in text:
            raise Refused(f'the reference {key} is a template, which is a program')
    return references


def addresses_in(references):
    return {value[0] for value in references.values() if isinstance(value, list)}


def addresses_in_parquet(tree):
    """Of kerchunk as parquet: from the column `path` of every file."""
    import pandas

    found, files = set(), 0
    if is_web(tree.fs) and not tree.listed_on_the_web(''):
        raise CouldNotLook('unsupported', 'its server lists no folder: where its references point to is not known')
    for folder, size in tree.names().items():
        for name in tree.names(folder) if size is None else ():
            if not name.endswith(('.parq', '.parquet')):
                continue
            files += 1
            if files > MAX_FILES:
                raise TooLarge(f'it has more than {MAX_FILES} files of references')
            content = io.BytesIO(tree.read(f'{folder}/{name}'))
            paths = pandas.read_parquet(content, engine='fastparquet', columns=['path'])['path']
            found.update(address for address in paths.dropna().unique() if address)
    return found


def places_of(addresses):
    """Buckets and hosts, as those who open the references need to know them."""
    parts = {urlsplit(address)[:2] for address in addresses}
    return sorted(f'{scheme}://{host}/' if scheme else '/' for scheme, host in parts)[:MAX_INPUTS]


def check_addresses(addresses, own_prefixes, allow_private=False):
    """Raises Refused for what is neither public nor the bakery's own."""
    for address in addresses:
        if any(is_below(address, prefix) for prefix in own_prefixes):
            continue
        scheme = urlsplit(address).scheme
        if scheme not in PUBLIC or '::' in address or (is_private(address) and not allow_private):
            raise Refused(f'it points to {address[:200]}, which is neither public nor a place of its bakery')


def is_below(address, prefix):
    plain = plain_path(address)
    base = plain_path(prefix).rstrip('/')
    return bool(base) and '::' not in address and (plain == base or plain.startswith(f'{base}/'))


def plain_path(address):
    scheme, _, rest = address.rpartition('://')
    path = posixpath.normpath(rest)
    return path if scheme in ('', 'file', 'local') else f'{"s3" if scheme == "s3a" else "gs" if scheme == "gcs" else scheme}://{path}'


def is_private(address):
    """A literal address of a private network; names are the sandbox's business."""
    host = urlsplit(address).hostname or ''
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return urlsplit(address).scheme in ('http', 'https') and (host == 'localhost' or '.' not in host)
