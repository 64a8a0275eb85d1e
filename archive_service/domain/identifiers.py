"""Identifiers: opaque, never reused, sortable by the time they were made."""

from __future__ import annotations

import re
from datetime import datetime

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32, lower case
_BODY = re.compile(rf"[{_ALPHABET}]{{26}}")

RECORD = "rec"
DOSSIER = "dos"
UNIT = "unit"
USER = "usr"
JOB = "job"
TOKEN = "tok"  # noqa: S105 - a prefix, not a password
BATCH = "bat"
BATCH_FILE = "bfl"
INCIDENT = "inc"
EXCUSE = "exc"
CONSULTATION = "con"
GRANT = "grt"
SESSION = "ses"
RETENTION_RULE = "rul"
HOLD = "hld"
DISPOSITION = "dsp"
SAVED_SEARCH = "qry"
TRANSFER = "trf"
LINK = "lnk"


def new_id(kind: str, now: datetime, randomness: bytes) -> str:
    """`kind` + "_" + 26 characters: 48 bits of milliseconds, then 80 random bits.

    `randomness` is 10 bytes from a cryptographic source, so that ids cannot be guessed.
    Raises ValueError for another length.
    """
    if len(randomness) != 10:
        raise ValueError("an identifier takes 10 random bytes")
    value = (int(now.timestamp() * 1000) << 80) | int.from_bytes(randomness, "big")
    digits = []
    for _ in range(26):
        value, digit = divmod(value, 32)
        digits.append(_ALPHABET[digit])
    return f"{kind}_{''.join(reversed(digits))}"


def is_id(kind: str, text: str) -> bool:
    """Whether the text has the form of an identifier of this kind."""
    prefix, _, body = text.partition("_")
    return prefix == kind and _BODY.fullmatch(body) is not None
