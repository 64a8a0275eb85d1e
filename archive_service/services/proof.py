"""What matters most is done only by who typed the password lately: a browser left open gives nobody a role."""

from __future__ import annotations

from archive_service.domain.access import Actor
from archive_service.domain.errors import PasswordAgain


def want_proof(actor: Actor) -> None:
    """Raise PasswordAgain in a session whose owner did not prove lately who they are.

    Asked by every service that gives or takes away what people may do, or what they sign in with.
    """
    if not actor.proved:
        raise PasswordAgain
