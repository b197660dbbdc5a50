"""Asks the STAC API at a URL as its clients do, without a network beyond loopback. Prints what is wrong, a line each.

Usage: validate_stac_api.py ROOT_URL COLLECTION. Schemas of extensions are not bundled: items are checked against the
core's.
"""

import json
import logging
import socket
import sys

import pystac
import pystac_client
import stac_api_validator.validations as validations
from pystac.validation import RegisteredValidator, validate_dict

root, collection = sys.argv[1:]
logging.disable(logging.CRITICAL)
connect = socket.socket.connect


def only_loopback(self, address):
    if address[0] not in ("127.0.0.1", "::1", "localhost"):
        raise OSError("no network here")
    return connect(self, address)


socket.socket.connect = only_loopback
cache = RegisteredValidator.get_validator().schema_cache


def validate(url, body, errors, context, method=None, *_args, **_kwargs):
    parts = body.get("features", [body]) if isinstance(body, dict) else [body]
    for part in parts:
        for uri in part.get("stac_extensions", []):
            cache[uri] = {"$schema": "http://json-schema.org/draft-07/schema#"}
        try:
            validate_dict(part)
        except Exception as error:
            errors += f"[{context}] {url}: {error}"


validations.stac_validate = validate
validations.stac_check = lambda *_args, **_kwargs: None
warnings, errors = validations.validate_api(
    root_url=root,
    ccs_to_validate=["core", "browseable", "item-search", "features", "collections", "filter"],
    collection=collection,
    geometry=json.dumps({"type": "Point", "coordinates": [0, 50]}),
    auth_bearer_token=None,
    auth_query_parameter=None,
    fields_nested_property=None,
    validate_pagination=True,
    query_config=None,
    transaction_collection=None,
    headers={},
)
for line in [*errors, *warnings]:
    print(line)

client = pystac_client.Client.open(root)
ids = [one.id for one in client.get_collections()]
if collection not in ids:
    print("pystac-client does not find the collection")
found = list(client.search(max_items=50, limit=2).items())
by_filter = list(client.search(filter={"op": "=", "args": [{"property": "id"}, found[0].id]}).items())
if not found or found[0].id not in [item.id for item in by_filter]:
    print("pystac-client does not find an item by its id")
for item in client.get_collection(collection).get_items():
    if not isinstance(item, pystac.Item):
        print("pystac-client reads no items of a collection")
print("done")
