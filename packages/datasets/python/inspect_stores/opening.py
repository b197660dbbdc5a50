"""Opens a store of a known kind, after its metadata was checked, as Zarr groups for xarray."""

from dataclasses import dataclass, field
from typing import Any

from marks import Found
from metadata import Hierarchy, check_codecs, read_hierarchy
from problems import CouldNotLook
from references import MAX_INPUTS, addresses_in, addresses_in_parquet, check_addresses, places_of, read_references
from trees import FsTree, IcechunkTree, ReferenceTree, is_web


@dataclass
class Opened:
    store: Any
    hierarchy: Hierarchy
    # None lets Zarr decide.
    consolidated: bool | None = None
    version: str | None = None
    # Known without listing the store.
    chunks: int | None = None
    # Places of chunks that are not in the store.
    inputs: list[str] = field(default_factory=list)
    # A value of its data was read.
    probed: bool = False


def open_store(target, found: Found):
    """Raises Refused, CouldNotLook, or what the libraries raise for a store that cannot be opened."""
    address = f'{target.root}/{found.path}' if found.path else target.root
    match found.kind:
        case 'zarr2' | 'zarr3':
            return open_zarr(target, address)
        case 'kerchunk-json':
            return open_references(target, address)
        case 'kerchunk-parquet':
            return open_parquet_references(target, address)
        case 'icechunk':
            return open_icechunk(target, address)
    raise CouldNotLook('unsupported', f'a store of kind {found.kind} is not opened as Zarr')


def checked(tree):
    hierarchy = read_hierarchy(tree)
    if hierarchy is None:
        raise ValueError('its metadata cannot be read')
    check_codecs(hierarchy)
    return hierarchy


def open_zarr(target, address):
    from zarr.storage import FsspecStore, LocalStore

    hierarchy = checked(FsTree(target.fs, address))
    if not hierarchy.arrays and is_web(target.fs):
        raise CouldNotLook('unsupported', 'its server lists no folder, and its metadata is not consolidated')
    if target.is_local:
        store = LocalStore(address, read_only=True)
    else:
        store = FsspecStore.from_mapper(target.fs.get_mapper(address), read_only=True)
    return Opened(store, hierarchy, consolidated=hierarchy.consolidated)


def open_references(target, address):
    folder, _, name = address.rpartition('/')
    references = read_references(FsTree(target.fs, folder), name)
    if references is None:
        raise ValueError('it holds no references to a Zarr store')
    addresses = addresses_in(references)
    check_addresses(addresses, target.own_prefixes, target.allow_private)
    hierarchy = checked(ReferenceTree(references))
    chunks = sum(1 for key in references if not key.rpartition('/')[2].startswith('.z') and not key.endswith('zarr.json'))
    store = store_of_references(target, references, addresses)
    return Opened(store, hierarchy, consolidated=False, chunks=chunks, inputs=places_of(addresses))


def open_parquet_references(target, address):
    from fsspec.implementations.reference import LazyReferenceMapper

    tree = FsTree(target.fs, address)
    hierarchy = checked(tree)
    addresses = addresses_in_parquet(tree)
    check_addresses(addresses, target.own_prefixes, target.allow_private)
    references = LazyReferenceMapper(address, fs=target.fs)
    store = store_of_references(target, references, addresses)
    return Opened(store, hierarchy, consolidated=False, inputs=places_of(addresses))


def store_of_references(target, references, addresses):
    from fsspec.implementations.reference import ReferenceFileSystem
    from zarr.storage import FsspecStore

    inputs = target.input_file_systems(addresses)
    fs = ReferenceFileSystem(references, fs=inputs, asynchronous=True, skip_instance_cache=True)
    return FsspecStore(fs, read_only=True, path='')


def open_icechunk(target, address):
    import icechunk

    storage = target.icechunk_storage(address)
    config = icechunk.Repository.fetch_config(storage)
    containers = (config.virtual_chunk_containers if config else None) or {}
    check_addresses([prefix for prefix in containers], target.own_prefixes, target.allow_private)
    repository = icechunk.Repository.open(storage, authorize_virtual_chunk_access=dict.fromkeys(containers) or None)
    session = repository.readonly_session('main')
    hierarchy = checked(IcechunkTree(session.store))
    return Opened(session.store, hierarchy, consolidated=False, version=session.snapshot_id, inputs=[*containers][:MAX_INPUTS])
