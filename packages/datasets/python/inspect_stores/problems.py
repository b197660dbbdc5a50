"""Why a store was not opened, and how to tell our own troubles from those of a store."""

import asyncio
import signal
import socket


class Refused(Exception):
    """The store asks for something that is never executed or read here."""


class CouldNotLook(Exception):
    """Nothing is known about the store, and this is not its fault."""

    def __init__(self, cause, message):
        super().__init__(message)
        self.cause = cause


class TooLarge(CouldNotLook):
    def __init__(self, message):
        super().__init__('limit', message)


CREDENTIAL_SIGNS = ('credential', 'access denied', 'accessdenied', 'forbidden', 'unauthorized', 'invalidaccesskeyid',
                    'signaturedoesnotmatch', 'permission', 'invalid_grant', 'expiredtoken', ' 401', ' 403')
NETWORK_SIGNS = ('connect', 'timed out', 'timeout', 'name resolution', 'dns', 'unreachable', 'reset by peer',
                 'broken pipe', 'endpoint', 'transporterror', 'slowdown', 'service unavailable', 'internalerror',
                 ' 429', ' 500', ' 502', ' 503', ' 504')


def cause_of(error):
    """`credentials`, `network`, `limit` or `unsupported`; None where the store itself is to blame."""
    chain = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__
    for found in chain:
        if isinstance(found, CouldNotLook):
            return found.cause
        if isinstance(found, MemoryError):
            return 'limit'
        if isinstance(found, (ImportError, NotImplementedError)):
            return 'unsupported'
        if isinstance(found, PermissionError):
            return 'credentials'
        if isinstance(found, (ConnectionError, TimeoutError, asyncio.TimeoutError, socket.gaierror)):
            return 'network'
    for found in chain:
        module = type(found).__module__.split('.')[0]
        if module not in ('botocore', 'aiobotocore', 'aiohttp', 'gcsfs', 'google', 'icechunk', 's3fs', 'fsspec'):
            # A store that cannot be decoded may print any of these words.
            if not isinstance(found, OSError) or isinstance(found, FileNotFoundError):
                continue
        text = f'{type(found).__name__} {found}'.lower()
        if any(sign in text for sign in CREDENTIAL_SIGNS):
            return 'credentials'
        if any(sign in text for sign in NETWORK_SIGNS):
            return 'network'
    return None


def sentence_of(error):
    text = ' '.join(str(error).split())
    return f'{type(error).__name__}: {text}'[:500] if text else type(error).__name__


def stop_after(seconds):
    """Raises TooLarge in the main thread when the time is over, wherever it waits."""

    def stop(_number, _frame):
        raise TooLarge(f'it took longer than {seconds} s')

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
