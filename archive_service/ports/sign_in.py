"""What is kept about signing in: the sessions at browsers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in at a browser. Only the SHA-256 of its secret is kept.

    `network` and `browser` say coarsely where, so that people recognise their own sessions.
    """

    id: str
    user_id: str
    secret_sha256: str
    created_at: datetime
    seen_at: datetime
    network: str = ""
    browser: str = ""


class Sessions(Protocol):
    def add(self, session: Session, most: int) -> None:
        """Keep it; of this person's sessions only the `most` that were seen last stay. Raises NotFound for nobody."""
        ...

    def by_secret(self, secret_sha256: str) -> Session | None: ...

    def of(self, user_id: str) -> Sequence[Session]:
        """The sessions of a person, the one seen last first."""
        ...

    def seen(self, session_id: str, at: datetime) -> None:
        """Note a request; one that has ended meanwhile stays ended."""
        ...

    def end(self, user_id: str, session_id: str) -> None:
        """Raises NotFound, also for a session of somebody else."""
        ...

    def end_all(self, user_id: str, *, but: str = "") -> int:
        """End every session of the person except one. How many that were."""
        ...

    def end_old(self, created_before: datetime, seen_before: datetime) -> None:
        """End what began, or was last seen, before these moments, whoever it belongs to."""
        ...
