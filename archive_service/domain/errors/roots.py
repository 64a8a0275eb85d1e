"""The branches of the tree: what doors tell apart by status and exit code."""

from typing import ClassVar


class ArchiveError(Exception):
    """Root of the tree. `facts` fill the placeholders of the sentence for `code`; never secret."""

    code: ClassVar[str] = "error"

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        listed = ", ".join(f"{name}={value!r}" for name, value in facts.items())
        super().__init__(f"{self.code}: {listed}" if listed else self.code)


class Refused(ArchiveError):
    """The request cannot be taken as it is; nothing of it was kept."""

    code = "refused"


class NotSignedIn(ArchiveError):
    """No facts."""

    code = "not_signed_in"


class BadCredentials(ArchiveError):
    """No facts: whether the name exists is not told."""

    code = "bad_credentials"


class NotPermitted(ArchiveError):
    """No facts."""

    code = "not_permitted"


class NotFound(ArchiveError):
    """No facts: never existed and not for you answer alike."""

    code = "not_found"


class Conflict(ArchiveError):
    """Somebody else was first."""

    code = "conflict"


class TooManyAttempts(ArchiveError):
    """Facts: seconds."""

    code = "too_many_attempts"


class Unavailable(ArchiveError):
    """Nothing was lost; the same request may succeed later."""

    code = "unavailable"


class WrongState(Conflict):
    """Facts: state."""

    code = "wrong_state"


class VersionConflict(Conflict):
    """Facts: expected, current."""

    code = "version_conflict"


class SamePerson(Refused):
    """No facts."""

    code = "same_person"
