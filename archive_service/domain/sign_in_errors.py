"""What can go wrong while signing in, and with what people sign in with; further leaves of the tree of errors.py.

WeakPassword                    the password is too short
├── LongPassword                longer than anybody types
├── CommonPassword              it would be among the first that are tried
└── PasswordNamesOwner          it is made of the login or the name
BadCredentials                  name or password wrong (HTTP 401, exit 3)
├── BadCode                     the code of the second factor is wrong, was used, or has run out
├── SignInExpired               the answer of the provider belongs to no sign-in that was begun here lately
├── ProviderRefused             the provider did not sign the person in, or its answer does not hold
└── IdentityUnknown             signed in there, but no account here belongs to it
Conflict                        somebody else was first (HTTP 409, exit 1)
└── SecondFactorNeeded          the role asks for a second factor: it cannot be taken away
Unavailable                     try again later (HTTP 503, exit 5)
└── ProviderUnavailable         the provider of identities does not answer
"""

from __future__ import annotations

from archive_service.domain.errors import BadCredentials, Conflict, Unavailable, WeakPassword


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


class SignInExpired(BadCredentials):
    """No facts."""

    code = "sign_in_expired"


class ProviderRefused(BadCredentials):
    """No facts; the cause is in the log."""

    code = "provider_refused"


class IdentityUnknown(BadCredentials):
    """Facts: subject. Told to the person whose it is, for the administrator."""

    code = "identity_unknown"


class ProviderUnavailable(Unavailable):
    """No facts; the cause is in the log."""

    code = "provider_unavailable"


class SecondFactorNeeded(Conflict):
    """No facts."""

    code = "second_factor_needed"
