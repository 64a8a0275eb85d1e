"""A written consultation at every stage: each shows another form."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive_service.domain.access import Actor
from archive_service.domain.consultation import Answer, Channel, Consultation, Member, Opinion, Taken
from archive_service.services.consultations import Sending
from tests.api.house import House
from tests.services.test_consultations import record

MEMBERS = tuple(Member(name) for name in ("Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cúc"))


def consultations(house: House, secretary: Actor, archivist: Actor, folder: Path) -> dict[str, str]:
    """Their ids by the stage: being asked, begun, ended with late replies, to be decided, closed with a reason."""
    service = house.archive.consultations
    return {
        "consultation": _sent(house, secretary, folder, "4", overdue=False).id,
        "begun": service.open(secretary, "CB-A", "Nghị quyết tháng 5", "bão", "2026-05").id,
        "ended": _ended(house, secretary, folder, "6").id,
        "undecided": _summed(house, secretary, folder, "7").id,
        "closed": _closed(house, secretary, archivist, folder).id,
    }


def _sent(house: House, secretary: Actor, folder: Path, month: str, *, overdue: bool = True) -> Consultation:
    service = house.archive.consultations
    title = f"Nghị quyết tháng {month} xin ý kiến bằng văn bản"
    opened = service.open(secretary, "CB-A", title, "dịch bệnh", f"2026-0{month}")
    draft = record(house, folder, f"Dự thảo nghị quyết tháng {month}", lifecycle="draft", type="NQ", symbol="-NQ/CB")
    now = datetime.now(UTC)
    sent_at = now - timedelta(days=5) if overdue else now
    sending = Sending(draft, None, MEMBERS, sent_at + timedelta(days=3), sent_at=sent_at)
    return service.send(secretary, opened.id, sending, opened.version)


def _ended(house: House, secretary: Actor, folder: Path, month: str) -> Consultation:
    """One agreed, one replied late and wants something, one is silent."""
    service, sent = house.archive.consultations, _sent(house, secretary, folder, month)
    in_time = Opinion(MEMBERS[0].name, Answer.AGREE, Channel.PAPER, datetime.now(UTC) - timedelta(days=4))
    late = Opinion(MEMBERS[1].name, Answer.OTHER, Channel.ZALO, datetime.now(UTC), "Bổ sung chỉ tiêu nước sạch")
    heard = service.record_opinions(secretary, sent.id, [in_time, late], sent.version)
    return service.end_replies(secretary, sent.id, heard.version)


def _summed(house: House, secretary: Actor, folder: Path, month: str) -> Consultation:
    service, ended = house.archive.consultations, _ended(house, secretary, folder, month)
    more = [replace(each, answer=Answer.AGREE) for each in ended.rounds[0].opinions]
    third = replace(more[0], member=MEMBERS[2].name)
    heard = service.record_opinions(secretary, ended.id, [*more, third], ended.version)
    synthesis = record(house, folder, f"Tổng hợp ý kiến tháng {month}", type="BC")
    taken = [Taken("chỉ tiêu nước sạch", accepted=False, why="đã có trong nghị quyết năm")]
    return service.synthesise(secretary, heard.id, synthesis, taken, heard.version)


def _closed(house: House, secretary: Actor, archivist: Actor, folder: Path) -> Consultation:
    service, summed = house.archive.consultations, _summed(house, secretary, folder, "8")
    resolution = record(house, folder, "Nghị quyết tháng 8 đã xin ý kiến", type="NQ", symbol="08-NQ/CB")
    issued = service.issue(secretary, summed.id, resolution, summed.version)
    return service.close(
        archivist, issued.id, issued.version, although_incomplete="công văn gửi miệng, không có bản giấy"
    )
