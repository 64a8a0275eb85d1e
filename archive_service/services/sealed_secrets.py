"""Secrets of apps as they lie in the catalog: sealed for one person with a key that is not there (AES-256-GCM)."""

from __future__ import annotations

import base64
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12


def seal(key: bytes, user_id: str, secret: str) -> str:
    """The secret, sealed for its owner; never twice alike. `key` has 32 bytes."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, secret.encode(), user_id.encode())
    return base64.b64encode(nonce + sealed).decode()


def opened(key: bytes, user_id: str, sealed_secret: str) -> str | None:
    """The secret; None when it was sealed with another key or for somebody else."""
    sealed = base64.b64decode(sealed_secret)
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], user_id.encode()).decode()
    except InvalidTag:
        return None
