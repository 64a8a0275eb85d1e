"""What can go wrong while signing in, and with what people sign in with; further leaves of the tree of errors.py.

WeakPassword                    the password is too short
├── LongPassword                longer than anybody types
├── CommonPassword              it would be among the first that are tried
└── PasswordNamesOwner          it is made of the login or the name
BadCredentials                  name or password wrong (HTTP 401, exit 3)
└── BadCode                     the code of the second factor is wrong, was used, or has run out
Conflict                        somebody else was first (HTTP 409, exit 1)
└── SecondFactorNeeded          the role asks for a second factor: it cannot be taken away
"""

from __future__ import annotations

from archive_service.domain.errors import BadCredentials, Conflict, WeakPassword


class LongPassword(WeakPassword):
    """Facts: maximum."""

    code = "long_password"


class CommonPassword(WeakPassword):
    """No facts."""

    code = "common_password"


class PasswordNamesOwner(WeakPassword):
    """No facts."""

    code = "password_names_owner"


class BadCode(BadCredentials):
    """No facts."""

    code = "bad_code"


class SecondFactorNeeded(Conflict):
    """No facts."""

    code = "second_factor_needed"
