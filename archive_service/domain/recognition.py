"""Recognition: reading the pages of a scan, which takes minutes and is told page by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class RecognitionState(StrEnum):
    """`WAITING` for its turn or for Tesseract, `RUNNING`, or `STOPPED` by a person."""

    WAITING = "waiting"
    RUNNING = "running"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Recognition:
    """A record with pages to be recognised: how many of those `wanted` were read, and how many could not be.

    What was read to the end has no recognition any more: its text tells the rest.
    """

    record_id: str
    state: RecognitionState
    wanted: int
    read: int
    failed: int
    changed_at: datetime
