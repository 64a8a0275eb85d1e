"""What can go wrong while signing in, and with what people sign in with."""

from archive_service.domain.errors.roots import BadCredentials, Conflict, NotPermitted, Refused, Unavailable


class WeakPassword(Refused):
    """Facts: minimum."""

    code = "weak_password"


class LongPassword(WeakPassword):
    """Facts: maximum."""

    code = "long_password"


class CommonPassword(WeakPassword):
    """No facts."""

    code = "common_password"


class PasswordNamesOwner(WeakPassword):
    """No facts."""

    code = "password_names_owner"


class SamePassword(WeakPassword):
    """No facts."""

    code = "same_password"


class FirstPasswordEnded(BadCredentials):
    """No facts. Told only to who gave the right password."""

    code = "first_password_ended"


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


class PasswordAgain(NotPermitted):
    """No facts. The same act is done once the password was typed again."""

    code = "password_again"


class SecondFactorNeeded(Conflict):
    """No facts."""

    code = "second_factor_needed"


class LastAdministrator(Conflict):
    """No facts."""

    code = "last_administrator"
