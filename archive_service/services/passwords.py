"""How passwords are kept and compared: argon2id, and the same time for a name that nobody has."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from archive_service.domain.errors import WeakPassword

_HASHER = PasswordHasher()
# A hash nobody's password fits, so that an unknown login costs the same time.
_NOBODYS_HASH = _HASHER.hash(secrets.token_urlsafe(32))


@dataclass(frozen=True, slots=True)
class Passwords:
    """What a password must be, and whether one fits. `minimum` counts characters."""

    minimum: int
    hasher: PasswordHasher = field(default=_HASHER)

    def hash(self, password: str) -> str:
        """The argon2id hash to keep. Raises WeakPassword."""
        if len(password) < self.minimum:
            raise WeakPassword(minimum=self.minimum)
        return self.hasher.hash(password)

    def fit(self, hashed: str | None, password: str) -> bool:
        """Whether the password is the one that was hashed. Takes as long when there is none."""
        try:
            return self.hasher.verify(hashed or _NOBODYS_HASH, password)
        except (VerificationError, InvalidHashError):
            return False
