"""Accepting what a scan says about itself: a person confirms, the new version tells which line said it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archive_service.domain.access import Actor
from archive_service.domain.errors import NotProposed
from archive_service.domain.records import Record
from archive_service.services.correction import CorrectionService, check_may_describe
from archive_service.services.proposals import as_written
from archive_service.services.retrieve import RetrieveService
from indexer.text.header_model import Field

FIELD_WORDS = {
    "type": "Loại văn bản",
    "symbol": "Số, ký hiệu",
    "number": "Số",
    "title": "Trích yếu",
    "date": "Ngày văn bản",
    "period": "Cho tháng (kỳ)",
    "issuer_printed": "Cơ quan in trên văn bản",
}
"""The fields that can be proposed, in the words that the message of the version uses."""
_LONGEST_LINE = 120


@dataclass(frozen=True, slots=True)
class AcceptingService:
    retrieve: RetrieveService
    correction: CorrectionService

    def accept(
        self, actor: Actor, record_id: str, *, expected_version: int, values: Mapping[str, str] | None = None
    ) -> Record:
        """Take over what recognition read in the head of a paper, into fields that are empty; the new version.

        `values` are the proposals that the person looked at, by field; None takes every sure one. A field that a
        person has filled is proposed by nobody, so it cannot be reached from here. Value, line and confidence
        stand in the message of the version. Raises NotFound, NotPermitted, NotProposed where the paper does not say
        this (any more), VersionConflict, a Refused naming the field.
        """
        about = self.retrieve.record(actor, record_id, trace=False).record.description
        check_may_describe(actor, about)
        proposed = self.retrieve.proposals(actor, record_id)
        if values is None:
            values = {name: as_written(field.value) for name, field in proposed.items() if field.sure}
        if not values:
            raise NotProposed(field="")
        for name, value in values.items():
            if name not in proposed or as_written(proposed[name].value) != value:
                raise NotProposed(field=name[:40])
        message = evidence_of({name: proposed[name] for name in values})
        return self.correction.take_over(actor, record_id, values, message=message, expected_version=expected_version)


def evidence_of(accepted: Mapping[str, Field[object]]) -> str:
    """What a version made by accepting says about itself: each value with its line and how sure the reading was."""
    said = (
        f"{FIELD_WORDS[name]} “{_short(as_written(field.value))}” "
        f"(trang {field.page}, dòng “{_short(field.evidence)}”, {field.confidence:.0%})"
        for name, field in accepted.items()
    )
    return "Nhận giá trị máy đọc trên văn bản: " + "; ".join(said)


def _short(line: str) -> str:
    line = " ".join(line.split())
    return line if len(line) <= _LONGEST_LINE else line[: _LONGEST_LINE - 1] + "…"
