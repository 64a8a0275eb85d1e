"""Where things stand in the store: keys, and OCFL extension 0003 (hashed tuples, then the id itself)."""

from __future__ import annotations

import hashlib
import json
import re

ROOT_DECLARATION = "0=ocfl_1.1"
LAYOUT_KEY = "ocfl_layout.json"
LAYOUT_NAME = "0003-hash-and-id-n-tuple-storage-layout"
LAYOUT_CONFIG_KEY = f"extensions/{LAYOUT_NAME}/config.json"

_TUPLES = 3
_TUPLE_LENGTH = 3
_MAX_NAME_LENGTH = 100
_MAX_SEGMENT_BYTES = 255
_OUTSIDE_NAMES = re.compile(r"[^A-Za-z0-9_-]")

LAYOUT_CONFIG = {
    "extensionName": LAYOUT_NAME,
    "digestAlgorithm": "sha256",
    "tupleSize": _TUPLE_LENGTH,
    "numberOfTuples": _TUPLES,
}

OBJECT_DEPTH = _TUPLES + 1
"""How many segments of a key name the object it belongs to."""


def checked_key(key: str) -> str:
    """The key, if it can stand for a file in any engine. Raises ValueError: keys are made by this program."""
    for segment in key.split("/"):
        if segment in {"", ".", ".."} or "\0" in segment or len(segment.encode()) > _MAX_SEGMENT_BYTES:
            raise ValueError(f"not a key: {key!r}")
    return key


def object_path(object_id: str) -> str:
    """The key prefix of an object, without a final slash: three tuples of the digest, then the id, percent-encoded."""
    digest = hashlib.sha256(object_id.encode()).hexdigest()
    tuples = [digest[start : start + _TUPLE_LENGTH] for start in range(0, _TUPLES * _TUPLE_LENGTH, _TUPLE_LENGTH)]
    name = _OUTSIDE_NAMES.sub(lambda letter: "".join(f"%{byte:02x}" for byte in letter[0].encode()), object_id)
    if len(name) > _MAX_NAME_LENGTH:
        name = f"{name[:_MAX_NAME_LENGTH]}-{digest}"
    return "/".join([*tuples, name])


def root_files() -> dict[str, bytes]:
    """The files that make a folder or bucket an OCFL storage root, the declaration last: it says all is there."""
    layout = {
        "extension": LAYOUT_NAME,
        "description": "Three tuples of the digest of the object id, then the id, percent-encoded",
    }
    return {
        LAYOUT_CONFIG_KEY: _as_json(LAYOUT_CONFIG),
        LAYOUT_KEY: _as_json(layout),
        ROOT_DECLARATION: b"ocfl_1.1\n",
    }


def _as_json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
