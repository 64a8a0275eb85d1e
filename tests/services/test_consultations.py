"""A written consultation over a real archive: its records, its rights, its object in the store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from archive_service.bootstrap import local_operator
from archive_service.domain.access import Actor, Role
from archive_service.domain.consultation import (
    Answer,
    Channel,
    Consultation,
    ConsultationState,
    Duty,
    Member,
    Opinion,
    Reminder,
    Taken,
)
from archive_service.domain.errors import BadField, NotFound, NotPermitted, UnknownUnit, VersionConflict, WrongState
from archive_service.domain.links import LinkKind
from archive_service.services.consultations import Sending
from tests.api.house import House, paper, said
from tests.services.test_excuses import person

MEMBERS = (Member("Nguyễn Văn An"), Member("Trần Thị Bình"), Member("Lê Văn Cúc", official=False))


@pytest.fixture
def secretary(house: House) -> Actor:
    return person(house, "secretary", Role.SECRETARY, "CB-A")


@pytest.fixture
def archivist(house: House) -> Actor:
    return person(house, "archivist", Role.ARCHIVIST, "DB-YT")


def record(house: House, folder: Path, words: str, **fields: Any) -> str:
    sent = house.client("archivist").deposit(paper(folder, words), f"{words}.pdf", unit="CB-A", **fields)
    assert sent.status_code == 201, sent.text
    return str(said(sent)["id"])


def asked(house: House, secretary: Actor, folder: Path, mark: str) -> Consultation:
    service = house.archive.consultations
    opened = service.open(secretary, "CB-A", f"Nghị quyết {mark}", "dịch bệnh", "03/2022")
    sending = Sending(
        record(house, folder, f"Dự thảo {mark}", lifecycle="draft", type="NQ", symbol="-NQ/CB"),
        record(house, folder, f"Công văn xin ý kiến {mark}", type="CV"),
        MEMBERS, datetime.now(UTC) - timedelta(hours=1), sent_at=datetime.now(UTC) - timedelta(days=3),
    )  # fmt: skip
    return service.send(secretary, opened.id, sending, opened.version)


def agreed(name: str) -> Opinion:
    return Opinion(name, Answer.AGREE, Channel.ZALO, datetime.now(UTC) - timedelta(days=1), "nhất trí")


def test_from_draft_to_closed_dossier(house: House, secretary: Actor, archivist: Actor, tmp_path: Path) -> None:
    service = house.archive.consultations
    sent = asked(house, secretary, tmp_path, "đủ bước")
    heard = service.record_opinions(secretary, sent.id, [agreed(member.name) for member in MEMBERS], sent.version)
    ended = service.end_replies(secretary, sent.id, heard.version)
    synthesis = record(house, tmp_path, "Tổng hợp ý kiến đủ bước", type="BC", date="2022-03-04")
    summed = service.synthesise(secretary, sent.id, synthesis, [Taken("mục 2", False, "trùng mục 1")], ended.version)
    resolution = record(house, tmp_path, "Nghị quyết đủ bước", type="NQ", symbol="13-NQ/CB", date="2022-03-05")
    issued = service.issue(secretary, sent.id, resolution, summed.version)
    with pytest.raises(NotPermitted):
        service.close(secretary, sent.id, issued.version)
    closed = service.close(archivist, sent.id, issued.version)
    assert closed.state is ConsultationState.CLOSED
    assert house.archive.dossiers.get(archivist, closed.dossier_id).closed_at == datetime(2022, 3, 5).date()  # noqa: DTZ001


def test_the_resolution_and_a_changed_draft_are_linked_to_the_draft(
    house: House, secretary: Actor, tmp_path: Path
) -> None:
    service, links = house.archive.consultations, house.archive.links
    first = asked(house, secretary, tmp_path, "gắn dự thảo")
    ended = service.end_replies(secretary, first.id, first.version)
    changed = record(house, tmp_path, "Dự thảo gắn lần hai", lifecycle="draft", type="NQ", symbol="-NQ/CB")
    again = Sending(changed, None, MEMBERS, datetime.now(UTC) - timedelta(hours=1), sent_at=ended.rounds[0].sent_at)
    second = service.send(secretary, first.id, again, ended.version)
    reply = record(house, tmp_path, "Ảnh Zalo ý kiến", **{"class": "consultation"})
    said_so = [replace(agreed(member.name), document_id=reply) for member in MEMBERS]
    heard = service.record_opinions(secretary, first.id, said_so, second.version)
    ended = service.end_replies(secretary, first.id, heard.version)
    synthesis = record(house, tmp_path, "Tổng hợp gắn", type="BC")
    summed = service.synthesise(secretary, first.id, synthesis, [], ended.version)
    resolution = record(house, tmp_path, "Nghị quyết gắn", type="NQ", symbol="19-NQ/CB")
    links.link(secretary, changed, LinkKind.BECAME, resolution)  # a person was first: the step takes it as it stands
    service.issue(secretary, first.id, resolution, summed.version)
    made = [(each.link.kind.value, each.forward, each.other.record.id) for each in links.seen(secretary, changed)]
    assert sorted(made) == [("became", True, resolution), ("replaced_by", False, first.rounds[0].draft_id)]
    for named, part in ((reply, "reply"), (changed, "draft"), (resolution, "resolution"), (synthesis, "synthesis")):
        belonging = house.archive.record_story.tell(secretary, named).belonging
        assert (belonging.consultation_id, belonging.part) == (first.id, part)
    assert "reply" not in {part for part, _ in house.archive.record_story.tell(secretary, changed).belonging.steps}


def test_what_is_due_and_who_is_to_be_reminded(house: House, secretary: Actor, tmp_path: Path) -> None:
    service, watch = house.archive.consultations, house.archive.consultation_watch
    sent = asked(house, secretary, tmp_path, "nhắc việc")
    heard = service.record_opinions(secretary, sent.id, [agreed(MEMBERS[0].name)], sent.version)
    (waits,) = [each for each in watch.waiting(secretary) if each.seen.consultation.id == sent.id]
    assert (waits.step, waits.overdue, waits.deadline) == (Duty.END, True, sent.rounds[0].deadline)
    silent = watch.unanswered(secretary, sent.id)
    assert ([each.name for each in silent.members], silent.overdue) == ([MEMBERS[1].name, MEMBERS[2].name], True)
    reminder = Reminder(datetime.now(UTC), Channel.ZALO, (MEMBERS[1].name,))
    reminded = service.remind(secretary, sent.id, reminder, heard.version)
    assert service.see(secretary, sent.id).consultation.rounds[0].reminders == (reminder,)
    auditor = person(house, "auditor", Role.AUDITOR, "DB-YT")
    assert watch.waiting(auditor) == (), "who only reads is responsible for nothing"
    assert service.see(auditor, sent.id).step is Duty.END
    assert "Trần Thị Bình" not in repr(service.see(auditor, sent.id))
    with pytest.raises(NotPermitted):
        watch.unanswered(auditor, sent.id)
    service.end_replies(secretary, sent.id, reminded.version)
    with pytest.raises(WrongState):
        watch.unanswered(secretary, sent.id)


def test_an_auditor_sees_counts_and_no_names(house: House, secretary: Actor, tmp_path: Path) -> None:
    service = house.archive.consultations
    sent = asked(house, secretary, tmp_path, "kín tên")
    service.record_opinions(secretary, sent.id, [agreed(MEMBERS[0].name)], sent.version)
    auditor = person(house, "auditor", Role.AUDITOR, "DB-YT")
    seen = service.see(auditor, sent.id)
    assert not seen.named
    assert seen.tally is not None
    assert (seen.tally.members, seen.tally.agree, seen.tally.no_reply) == (2, 1, 1)
    assert MEMBERS[0].name not in repr(seen)
    assert service.see(secretary, sent.id).named


def test_another_cell_knows_nothing_of_it(house: House, secretary: Actor, tmp_path: Path) -> None:
    service = house.archive.consultations
    sent = asked(house, secretary, tmp_path, "chi bộ khác")
    stranger = person(house, "stranger", Role.SECRETARY, "CB-B")
    for consultation_id in (sent.id, "con_never"):
        with pytest.raises(NotFound):
            service.see(stranger, consultation_id)
        with pytest.raises(NotFound):
            service.end_replies(stranger, consultation_id, sent.version)
    assert sent.id not in {seen.consultation.id for seen in service.list(stranger)[0]}
    with pytest.raises(UnknownUnit):
        service.open(stranger, "CB-A", "x", "y")


def test_who_reads_may_not_change(house: House, secretary: Actor, tmp_path: Path) -> None:
    sent = asked(house, secretary, tmp_path, "chỉ đọc")
    with pytest.raises(NotPermitted):
        house.archive.consultations.end_replies(person(house, "leader", Role.LEADER, "DB-YT"), sent.id, sent.version)


def test_two_at_once_one_is_told(house: House, secretary: Actor, tmp_path: Path) -> None:
    service = house.archive.consultations
    sent = asked(house, secretary, tmp_path, "cùng lúc")
    service.record_opinions(secretary, sent.id, [agreed(MEMBERS[0].name)], sent.version)
    with pytest.raises(VersionConflict):
        service.record_opinions(secretary, sent.id, [agreed(MEMBERS[1].name)], sent.version)


def test_papers_that_do_not_fit_are_refused(house: House, secretary: Actor, tmp_path: Path) -> None:
    service = house.archive.consultations
    opened = service.open(secretary, "CB-A", "Nghị quyết sai giấy tờ", "dịch bệnh")
    issued = record(house, tmp_path, "Nghị quyết đã ban hành", type="NQ")
    for draft in (issued, house.records["CB-B"], "rec_never"):
        sending = Sending(draft, None, MEMBERS, datetime.now(UTC) + timedelta(days=3))
        with pytest.raises(BadField):
            service.send(secretary, opened.id, sending, opened.version)
    assert service.see(secretary, opened.id).consultation == opened


def test_the_store_alone_brings_it_back(own_house: House, tmp_path: Path) -> None:
    secretary = person(own_house, "secretary", Role.SECRETARY, "CB-A")
    sent = asked(own_house, secretary, tmp_path, "từ kho")
    service = own_house.archive.consultations
    heard = service.record_opinions(secretary, sent.id, [agreed(MEMBERS[0].name)], sent.version)
    with service.catalog.write() as tx:
        found = tx.consultations.get(sent.id, None)
        assert found is not None
        tx.consultations.keep(replace(found, version=1, body="{}"))
    own_house.archive.custody.rebuild(local_operator(own_house.archive))
    assert service.see(secretary, sent.id).consultation == heard
