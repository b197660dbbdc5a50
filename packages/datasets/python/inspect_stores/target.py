"""The place that a bake wrote to, with the bakery's own storage configuration."""

import importlib
import json

from fsspec.core import split_protocol
from problems import CouldNotLook

ANONYMOUS = {'s3': {'anon': True}, 's3a': {'anon': True}, 'gs': {'token': 'anon'}, 'gcs': {'token': 'anon'}}


class Target:
    def __init__(self, request):
        self.class_name = request['fsspec_class']
        self.storage_options = dict(request.get('fsspec_args') or {})
        if self.class_name.endswith('.GCSFileSystem'):
            # The token that it gets cannot write.
            self.storage_options.setdefault('access', 'read_only')
        self.fs = open_file_system(self.class_name, self.storage_options)
        self.root = self.fs._strip_protocol(request['root_path']).rstrip('/')
        self.protocol = as_tuple(self.fs.protocol)[0]
        self.is_local = 'file' in as_tuple(self.fs.protocol)
        own = request.get('own_prefixes') or []
        self.own_prefixes = [*own, self.root if self.is_local or '://' in self.root else f'{self.protocol}://{self.root}']
        self.allow_private = bool(request.get('allow_private'))

    def input_file_systems(self, addresses):
        """For what references point to. The credentials of the bakery serve where all that they could read is its own:
        a store that also points elsewhere in the same storage could name what only they can read."""
        import fsspec
        from fsspec.implementations.asyn_wrapper import AsyncFileSystemWrapper
        from references import is_below

        opened = {}
        for protocol in {split_protocol(address)[0] for address in addresses} | {None}:
            of_protocol = [address for address in addresses if split_protocol(address)[0] == protocol]
            is_own = protocol in as_tuple(self.fs.protocol) and all(
                any(is_below(address, prefix) for prefix in self.own_prefixes) for address in of_protocol
            )
            options = self.storage_options if is_own else ANONYMOUS.get(protocol, {})
            made = fsspec.get_filesystem_class(protocol or 'file')
            if made.async_impl:
                opened[protocol] = made(**options, asynchronous=True, skip_instance_cache=True)
            else:
                opened[protocol] = AsyncFileSystemWrapper(made(**options), asynchronous=True)
        return opened

    def icechunk_storage(self, address):
        import icechunk

        options = self.storage_options
        if self.is_local:
            return icechunk.local_filesystem_storage(address)
        bucket, _, prefix = address.partition('/')
        if self.protocol in ('s3', 's3a'):
            client = options.get('client_kwargs') or {}
            endpoint = options.get('endpoint_url') or client.get('endpoint_url')
            key, secret = options.get('key'), options.get('secret')
            return icechunk.s3_storage(
                bucket=bucket,
                prefix=prefix,
                region=client.get('region_name') or 'us-east-1',
                endpoint_url=endpoint,
                allow_http=bool(endpoint and endpoint.startswith('http://')),
                force_path_style=bool(endpoint),
                anonymous=bool(options.get('anon')),
                access_key_id=key,
                secret_access_key=secret,
                session_token=options.get('token'),
                from_env=None if key or options.get('anon') else True,
            )
        if self.protocol in ('gs', 'gcs'):
            token, endpoint = options.get('token'), options.get('endpoint_url')
            config = {'google_base_url': endpoint} if endpoint else None
            if token == 'anon':
                return icechunk.gcs_storage(bucket=bucket, prefix=prefix, anonymous=True, config=config)
            if isinstance(token, str):
                return icechunk.gcs_storage(bucket=bucket, prefix=prefix, application_credentials=token, config=config)
            if isinstance(token, dict):
                key = json.dumps(token)
                return icechunk.gcs_storage(bucket=bucket, prefix=prefix, service_account_key=key, config=config)
            return icechunk.gcs_storage(bucket=bucket, prefix=prefix, from_env=True, config=config)
        raise CouldNotLook('unsupported', f'an Icechunk repository on {self.protocol} is not opened here')


def as_tuple(protocol):
    return (protocol,) if isinstance(protocol, str) else tuple(protocol)


def open_file_system(class_name, arguments):
    module, _, name = class_name.rpartition('.')
    try:
        made = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise CouldNotLook('unsupported', f'{class_name} is not installed where datasets are inspected') from error
    return made(**arguments)
