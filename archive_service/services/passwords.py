"""What a password must be, how it is kept (argon2id) and compared: as slowly for a name that nobody has.

Length, and not one of those that are tried first: no rule about kinds of characters, after NIST SP 800-63B, 5.1.1.2.
How early a password would be tried is estimated with zxcvbn's lists of common passwords, names and words, repeats, rows
of keys and dates; those lists know few Vietnamese words, so the words everybody here would try are added.
"""

from __future__ import annotations

import math
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY
from zxcvbn import zxcvbn

from archive_service.domain.errors import CommonPassword, LongPassword, PasswordNamesOwner, WeakPassword
from archive_service.services.legible_secrets import legible_secret
from indexer.text.normalise import fold

LONGEST = 128
# Named, not the library's default of the day: whoever has an older hash would answer sooner than nobody does.
_HASHER = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
# A hash nobody's password fits, so that an unknown login costs the same time.
_NOBODYS_HASH = _HASHER.hash(secrets.token_urlsafe(32))
# So many guesses stand off somebody who may try some thousand times a day; zxcvbn calls it "safely unguessable" online.
_FEWEST_GUESSES = 10**8
_LOOKED_AT = 72  # characters; more is slow, and no help to who guesses
_TRIED_HERE = (
    "matkhau", "chibo", "dangbo", "danguy", "dangvien", "bithu", "vietnam", "dangcongsan", "dangcongsanvietnam",
    "khohoso", "luutru", "vanthu", "nghiquyet", "thanhhoa", "yenthinh", "hochiminh", "anhyeuem", "khongbiet",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Passwords:
    """What a password must be, and whether one fits. `minimum` counts characters."""

    minimum: int
    hasher: PasswordHasher = field(default=_HASHER)

    def hash(self, password: str, login: str, name: str) -> str:
        """The argon2id hash to keep for the person with this login and name.

        Raises WeakPassword and its kinds: LongPassword, CommonPassword, PasswordNamesOwner.
        """
        self.check(password, login, name)
        return self.hasher.hash(password)

    def check(self, password: str, login: str, name: str) -> None:
        """Whether this person may have this password; asked when it is set and at each sign-in. Raises as `hash`."""
        if len(password) < self.minimum:
            raise WeakPassword(minimum=self.minimum)
        if len(password) > LONGEST:
            raise LongPassword(maximum=LONGEST)
        if _guesses(password, _TRIED_HERE) < _FEWEST_GUESSES:
            raise CommonPassword
        own = fold(f"{login} {name}").split()
        if _guesses(password, [*own, "".join(own[1:]), *_TRIED_HERE]) < _FEWEST_GUESSES:
            raise PasswordNamesOwner

    def strength(self, password: str, login: str, name: str) -> int:
        """How hard it is to guess for who knows the person: the power of ten of the guesses, 12 at most."""
        own = fold(f"{login} {name}").split()
        return min(12, int(math.log10(max(1, _guesses(password, [*own, *_TRIED_HERE]))))) if password else 0

    def made(self) -> tuple[str, str]:
        """A password that the archive makes, of 80 random bits, and its hash."""
        password = legible_secret()
        return password, self.hasher.hash(password)

    def fit(self, hashed: str | None, password: str) -> bool:
        """Whether the password is the one that was hashed. Takes as long when there is none."""
        try:
            return self.hasher.verify(hashed or _NOBODYS_HASH, password)
        except (VerificationError, InvalidHashError):
            return False


def _guesses(password: str, words: Sequence[str]) -> float:
    """After how many guesses it would be found: as it stands, or without marks, capitals and blanks."""
    forms = (password, fold(password).replace(" ", ""))
    return min(float(zxcvbn(form[:_LOOKED_AT], user_inputs=list(words))["guesses"]) for form in forms if form)
