"""What can go wrong while signing in, and with what people sign in with; further leaves of the tree of errors.py.

WeakPassword                    the password is too short
├── LongPassword                longer than anybody types
├── CommonPassword              it would be among the first that are tried
└── PasswordNamesOwner          it is made of the login or the name
"""

from __future__ import annotations

from archive_service.domain.errors import WeakPassword


class LongPassword(WeakPassword):
    """Facts: maximum."""

    code = "long_password"


class CommonPassword(WeakPassword):
    """No facts."""

    code = "common_password"


class PasswordNamesOwner(WeakPassword):
    """No facts."""

    code = "password_names_owner"
