"""The review of a file on the desk: its description beside what the paper says, confirmed by a person.

A value that is there is never replaced by a machine: the paper's own value fills an empty field where it was read
surely, is offered where it was not, and is shown as a difference where the two disagree. Confirming makes a new version
of the description only when something changed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import PurePath
from typing import Any

from archive_service.domain.access import Actor
from archive_service.domain.errors import BadField, NotFound, NotPermitted
from archive_service.domain.records import Description, Record
from archive_service.domain.units import UnitRegister
from archive_service.ports import RecordEntry
from archive_service.services.correction import CorrectionService, written
from archive_service.services.describing import FIELDS, OTHER_TYPE
from archive_service.services.desk import (
    WAITING_FOR_A_PERSON,
    DeskEntry,
    DeskService,
    DeskView,
    may_look_after,
)
from archive_service.services.proposals import said_by
from archive_service.services.retrieve import RetrieveService
from archive_service.services.text_json import RecordText
from indexer.text.header_model import Field

CHECKED = "đã đối chiếu với văn bản"
"""The reason that a version bears when it was made by a review."""
REVIEWED = tuple(name for name in FIELDS if name not in ("number", "language"))


class Agreement(StrEnum):
    """How a field of the description stands to the paper.

    silent    the paper does not say, or nothing could be read
    agrees    the paper says the same
    filled    the field was empty and the paper says it surely: the form shows the paper's value
    offered   the paper may say this; it is for the person to take
    differs   the paper surely says something else
    """

    SILENT = "silent"
    AGREES = "agrees"
    FILLED = "filled"
    OFFERED = "offered"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class ReviewedField:
    """A field as the form shows it. `proposed` is the paper's value as a person would write it, with its printed line
    (`evidence`) and how sure that is (`percent`, 0..100).
    """

    name: str
    value: str
    agreement: Agreement
    proposed: str = ""
    evidence: str = ""
    percent: int = 0

    @property
    def wants_a_look(self) -> bool:
        return self.agreement in (Agreement.FILLED, Agreement.OFFERED, Agreement.DIFFERS)


@dataclass(frozen=True, slots=True)
class Review:
    """One file in front of a person, with what stands before and after it in the queue."""

    desk_entry: DeskEntry
    entry: RecordEntry
    text: RecordText
    fields: Mapping[str, ReviewedField]
    before: str | None
    after: str | None
    may_confirm: bool


@dataclass(frozen=True, slots=True)
class ReviewService:
    desk: DeskService
    retrieve: RetrieveService
    correction: CorrectionService

    def look(self, actor: Actor, file_id: str, view: DeskView) -> Review:
        """The file with its description and what the paper says. Raises NotFound; also for one without a record."""
        found = self.desk.one(actor, file_id)
        record_id = found.on_desk.file.record_id
        if found.entry is None or record_id is None:
            raise NotFound
        entry = self.retrieve.record(actor, record_id)
        text = self.retrieve.text(actor, record_id)
        register = self.correction.units.register()
        said = said_by(text, register)
        unit = register.by_code(str(said["unit"].value)) if "unit" in said else None
        if unit is None or unit.id not in actor.units():  # a unit out of reach is not told of
            said.pop("unit", None)
        return Review(
            desk_entry=found,
            entry=entry,
            text=text,
            fields=reviewed(entry.record, said, register),
            before=self.desk.nearest(actor, view, file_id, backwards=True),
            after=self.desk.nearest(actor, view, file_id),
            may_confirm=may_look_after(actor, found),
        )

    def confirm(self, actor: Actor, file_id: str, given: Mapping[str, str], expected_version: int) -> Record:
        """The person has compared the description with the paper: keep what they changed, and settle the file.

        Raises NotFound, NotPermitted, VersionConflict when the description changed since the form was filled in, a
        Refused naming the field.
        """
        found = self.desk.one(actor, file_id)
        if found.entry is None:
            raise NotFound
        if not may_look_after(actor, found):
            raise NotPermitted
        unknown = sorted(set(given) - set(REVIEWED))
        if unknown:
            raise BadField(field=unknown[0][:40], value="")
        record = found.entry.record
        shown = as_shown(record.description)
        changes = {name: text for name, text in given.items() if text.strip() != shown[name]}
        kept = self.correction.correct(actor, record.id, changes, reason=CHECKED, expected_version=expected_version)
        self.desk.settle(actor, [file_id])
        return kept

    def next_open(self, actor: Actor, file_id: str, view: DeskView) -> str | None:
        """The next file that waits for a person and has a record, after this one, then from the beginning."""
        open_ones = DeskView(view.everybodys, view.batch_id, WAITING_FOR_A_PERSON)
        return self.desk.nearest(actor, open_ones, file_id) or self.desk.nearest(actor, open_ones, None)


def reviewed(record: Record, said: Mapping[str, Field[Any]], register: UnitRegister) -> dict[str, ReviewedField]:
    """Every field of the form, by name."""
    shown = as_shown(record.description)
    return {name: _reviewed(name, shown[name], said.get(name), record, register) for name in REVIEWED}


def _reviewed(name: str, value: str, said: Field[Any] | None, record: Record, register: UnitRegister) -> ReviewedField:
    if said is None:
        return ReviewedField(name, value, Agreement.SILENT)
    proposed, shown = _proposed(name, said, register)
    told = ReviewedField(name, value, Agreement.AGREES, shown, said.evidence, round(said.confidence * 100))
    if _same(value, proposed):
        return told
    if not said.sure:
        return ReviewedField(name, value, Agreement.OFFERED, proposed, told.evidence, told.percent)
    if _is_empty(name, record):
        return ReviewedField(name, proposed, Agreement.FILLED, proposed, told.evidence, told.percent)
    return ReviewedField(name, value, Agreement.DIFFERS, proposed, told.evidence, told.percent)


def _proposed(name: str, said: Field[Any], register: UnitRegister) -> tuple[str, str]:
    """The paper's value as the form takes it, and as it is shown."""
    if name == "unit":
        unit = register.by_code(str(said.value))
        return (unit.id, unit.name) if unit else (str(said.value), str(said.value))
    text = in_form(name, said.value.isoformat() if isinstance(said.value, date) else str(said.value))
    return text, text


def _is_empty(name: str, record: Record) -> bool:
    """Whether nobody has said anything yet: an empty field, the file's name as a title, the type of last resort."""
    about = record.description
    if name == "title":
        stem = PurePath(record.files[0].name).stem.replace("_", " ").strip() if record.files else ""
        return about.title in (stem, record.files[0].name if record.files else "")
    if name == "type":
        return about.type_code == OTHER_TYPE
    return not written(about)[name]


def _same(left: str, right: str) -> bool:
    """Whether two values are one but for spaces, case and the form of Unicode."""
    return _plain(left) == _plain(right)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def as_shown(description: Description) -> dict[str, str]:
    """Every reviewed field as the form shows it: days as 05/02/2022, months as 02/2022."""
    values = written(description)
    return {name: in_form(name, values[name]) for name in REVIEWED}


def in_form(name: str, value: str) -> str:
    """A stored value as people here write it."""
    if name == "date" and value:
        return date.fromisoformat(value).strftime("%d/%m/%Y")
    if name == "period" and "-" in value:
        year, _, part = value.partition("-")
        return f"{part}/{year}"
    return value
