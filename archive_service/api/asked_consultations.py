"""What clients send to do a step of a written consultation. `version` is the version of it that was read."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AwareDatetime, BeforeValidator, Field, StrictBool

from archive_service.api.asked import ISO_DAY, PERIOD, PLAIN, RECORD_ID, TITLE, Asked
from archive_service.domain.consultation import Answer, Channel
from archive_service.services.consultations import LONGEST_TEXT

_MOMENT = r"^(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})$"


def _rfc_3339(value: object) -> object:
    """Seconds and zone spelled out: no seconds since 1970, no day alone."""
    if value is not None and not (isinstance(value, str) and re.fullmatch(_MOMENT, value, re.ASCII)):
        raise ValueError("not a moment with its zone")
    return value


_Version = Annotated[int, Field(ge=1, le=1_000_000)]
_Moment = Annotated[AwareDatetime, Field(json_schema_extra={"pattern": _MOMENT}), BeforeValidator(_rfc_3339)]
_Name = Annotated[str, Field(min_length=1, max_length=200, pattern=TITLE)]
_RecordId = Annotated[str, Field(pattern=RECORD_ID)]
_Text = Annotated[str, Field(max_length=LONGEST_TEXT)]


class OpeningRequest(Asked):
    """A consultation of a cell, with the draft it is about; `opened_at` where it is entered afterwards."""

    unit: Annotated[str, Field(min_length=1, max_length=64, pattern=PLAIN)]
    title: Annotated[str, Field(min_length=1, max_length=500, pattern=TITLE)]
    reason: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT, pattern=TITLE)]
    period: Annotated[str, Field(pattern=PERIOD)] | None = None
    draft: _RecordId | None = None
    opened_at: Annotated[date, ISO_DAY] | None = None


class MemberRequest(Asked):
    """A member on the day of sending; a probationary one is heard and not counted."""

    name: _Name
    official: StrictBool = True


class SendingRequest(Asked):
    """A round: what is sent to whom, how, and until when they are to answer."""

    version: _Version
    draft: _RecordId
    letter: _RecordId | None = None
    members: Annotated[tuple[MemberRequest, ...], Field(min_length=1, max_length=500)]
    channel: Channel = Channel.PAPER
    sent_at: _Moment | None = None
    deadline: _Moment


class OpinionRequest(Asked):
    """What one member answered; `document` is the record that shows it."""

    member: _Name
    answer: Answer
    channel: Channel
    received_at: _Moment
    text: _Text = ""
    document: _RecordId | None = None


class OpinionsRequest(Asked):
    """Replies, one or many."""

    version: _Version
    opinions: Annotated[tuple[OpinionRequest, ...], Field(min_length=1, max_length=500)]


class ReminderRequest(Asked):
    """That members without a reply were reminded."""

    version: _Version
    members: Annotated[tuple[_Name, ...], Field(min_length=1, max_length=500)]
    channel: Channel
    sent_at: _Moment | None = None


class StepRequest(Asked):
    """A step that needs nothing more."""

    version: _Version


class TakenRequest(Asked):
    """An opinion, or several of one kind: taken up, or not and why."""

    about: Annotated[str, Field(min_length=1, max_length=500, pattern=TITLE)]
    accepted: StrictBool
    why: Annotated[str, Field(max_length=500, pattern=PLAIN)] = ""


class SynthesisRequest(Asked):
    """The record of the synthesis, and what became of each opinion."""

    version: _Version
    synthesis: _RecordId
    taken: Annotated[tuple[TakenRequest, ...], Field(max_length=200)] = ()


class ResolutionRequest(Asked):
    """The record of the issued resolution."""

    version: _Version
    resolution: _RecordId


class ClosingRequest(Asked):
    """The record of the notice to the members, if there is one; a reason where something required is missing."""

    version: _Version
    notice: _RecordId | None = None
    although_incomplete: Annotated[str, Field(max_length=1000, pattern=PLAIN)] = ""


def in_utc(moment: datetime) -> datetime:
    """The moment as it is kept."""
    return moment.astimezone(UTC)
