"""Secrets that people copy by hand: from a page to paper, from paper into a form."""

from __future__ import annotations

import base64
import secrets

_BYTES = 10


def legible_secret() -> str:
    """Eighty random bits as sixteen letters and digits in groups of four, none of them easily taken for another."""
    text = base64.b32encode(secrets.token_bytes(_BYTES)).decode().lower()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))
