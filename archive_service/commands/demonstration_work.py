"""What people have done with the papers of the demonstration: consultations, reasons for gaps, reviews, saved searches.

Every step is taken through the service that people use, by somebody who may take it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from archive_service.demo.consultation_story import DemoConsultation, DemoRound
from archive_service.demo.gaps import EXCUSES, INCOMPLETE_MONTHS
from archive_service.domain.access import Actor
from archive_service.domain.consultation import Consultation, Opinion
from archive_service.domain.holds import HoldTarget, HoldTargetKind
from archive_service.domain.records import parse_day
from archive_service.services import Archive
from archive_service.services.consultations import Sending
from indexer.model import Filters

_LISTED = 5
"""So many of the oldest papers are on the list; the next one is held."""
_MONTH_CLOSED_ON = "31/10/2022"


@dataclass(frozen=True, slots=True)
class DemoWork:
    """The loaded papers and who works with them: ids of records by their key in the manifest, people by login."""

    archive: Archive
    people: Mapping[str, Actor]
    records: Mapping[str, str]

    def consult(self, told: DemoConsultation, begun: Consultation | None) -> Consultation:
        """Go through a consultation as far as it got; begin it first, where it has no dossier with papers."""
        service, clerk = self.archive.consultations, self.people["vanthu"]
        current = begun or service.open(
            clerk, told.unit_code, told.title, told.reason, told.period, self.records[told.draft],
            opened_at=told.opened_at,
        )  # fmt: skip
        for number, asked in enumerate(told.rounds, start=1):
            current = self._ask(current, asked)
            if number < len(told.rounds) or not asked.late:
                current = service.end_replies(clerk, current.id, current.version)
        if told.synthesis and told.resolution:
            synthesis, resolution = self.records[told.synthesis], self.records[told.resolution]
            current = service.synthesise(clerk, current.id, synthesis, told.taken, current.version)
            current = service.issue(clerk, current.id, resolution, current.version)
            current = service.close(clerk, current.id, current.version)
        return current

    def _ask(self, current: Consultation, asked: DemoRound) -> Consultation:
        service, clerk = self.archive.consultations, self.people["vanthu"]
        letter = self.records[asked.letter] if asked.letter else None
        sending = Sending(
            self.records[asked.draft], letter, asked.members, asked.deadline, sent_at=asked.sent_at
        )  # fmt: skip
        current = service.send(clerk, current.id, sending, current.version)
        current = service.record_opinions(clerk, current.id, self._shown(asked), current.version)
        if asked.reminder:
            current = service.remind(clerk, current.id, asked.reminder, current.version)
        if asked.late:
            current = service.record_opinions(clerk, current.id, asked.late, current.version)
        return current

    def _shown(self, asked: DemoRound) -> Sequence[Opinion]:
        """The opinions, each with the record that shows it where its form was kept."""
        forms = self.records[asked.forms] if asked.forms else None
        return [
            replace(each, document_id=forms if each.member in asked.with_forms else None) for each in asked.opinions
        ]

    def excuse(self) -> None:
        """Reasons for gaps: one is approved by another person, one waits."""
        for unit, period, document, reason, approved in EXCUSES:
            if document not in self.records:
                continue
            proposed = self.archive.excuses.propose(self.people["vanthu"], unit, period, reason, self.records[document])
            if approved:
                self.archive.excuses.decide(self.people["lanhdao"], proposed.id, approve=True)

    def close_incomplete(self, dossiers: Mapping[str, str]) -> None:
        """Close the dossiers of months that lack something, with the reason."""
        for (unit, period), reason in INCOMPLETE_MONTHS.items():
            dossier = dossiers.get(f"{unit}-{period}")
            if dossier:
                day = parse_day(_MONTH_CLOSED_ON)
                self.archive.dossier_contents.close(self.people["vanthu"], dossier, day, reason)

    def save_searches(self) -> None:
        """What two people ask again and again."""
        saved = self.archive.saved_searches
        saved.save(self.people["kiemtra"], "Ủng hộ Quỹ vắc-xin", "ủng hộ quỹ vắc-xin", Filters())
        saved.save(self.people["bithu8"], "Nghị quyết năm 2022", "nghi quyet nam 2022", Filters())

    def review(self) -> None:
        """A hold and a proposed disposition, and what is left on the list of what is due."""
        archive, people = self.archive, self.people
        due = [each.record_id for each in archive.retention.due(people["vanthu"], limit=_LISTED + 1)]
        archive.holds.place(
            people["kiemtra"], [HoldTarget(HoldTargetKind.HELD_RECORD, each) for each in due[_LISTED:]],
            reason="Xác minh đơn kiến nghị của đảng viên (mẫu)", authority="Ủy ban Kiểm tra Đảng ủy",
            document="05-QĐ/UBKT, 02/11/2026",
        )  # fmt: skip
        archive.dispositions.propose(
            people["vanthu"], "Đợt 1: công văn, giấy khen hết thời hạn (mẫu)", due[:_LISTED],
            account="Công văn trao đổi và giấy khen của chi bộ, lập hồ sơ theo năm.",
        )  # fmt: skip
