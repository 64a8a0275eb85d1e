"""Noting since when a paper is no longer in force: its clock runs from that day, and a rebuild brings the day back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from archive_service.bootstrap import local_operator, open_archive
from archive_service.domain.access import Actor, Role
from archive_service.domain.end_of_force import EndOfForce
from archive_service.domain.errors import (
    BadField,
    EndOutOfRange,
    FrozenByList,
    NoEndAwaited,
    NotFound,
    NotPermitted,
    VersionConflict,
)
from archive_service.domain.local_time import local_day
from archive_service.domain.retention_clock import ClockState, NextStep, RetentionDecision
from archive_service.retention_profile import load_profile
from archive_service.retention_words import explained
from tests.api.house import House
from tests.services.disposing import deposited
from tests.services.test_excuses import person

END = EndOfForce(date(2022, 6, 30), "30/2022/NĐ-CP")


@pytest.fixture
def house(ruled: House, archivist: Actor, leader: Actor) -> House:
    """The house with the rule for what superiors lay down, kept until it is no longer in force."""
    rule = next(each for each in load_profile() if each.code == "cap-tren-quy-pham")
    ruled.archive.rules.decide(leader, ruled.archive.rules.propose(archivist, [rule])[0].id, approve=True)
    return ruled


def decree(house: House, archivist: Actor, words: str = "Nghị định 2010", **more: str) -> str:
    return deposited(house, archivist, words, type_code="NĐ", **more)


def test_the_clock_waits_for_the_day_and_runs_from_it(house: House, archivist: Actor) -> None:
    archive, record_id = house.archive, decree(house, archivist)
    before = archive.retention.explain(archivist, record_id)
    assert (before.state, before.next_step) == (ClockState.EVENT_PENDING, NextStep.RECORD_THE_EVENT)
    noted = archive.ends_of_force.note(archivist, record_id, END, expected_version=1)
    assert (noted.version, noted.end_of_force) == (2, END)
    after = archive.retention.explain(archivist, record_id)
    assert (after.state, after.review_from) == (ClockState.REVIEW_DUE, date(2023, 1, 1))
    assert said(after) == "Hết hiệu lực ngày 30/06/2022: giữ hết 31/12/2022, xem xét từ 01/01/2023."
    assert [each.record_id for each in archive.retention.due(archivist)] == [record_id]
    (_, version) = archive.retrieve.versions(archivist, record_id)
    assert (version.user, version.message) == (
        archivist.user_id, "no longer in force since 2022-06-30: 30/2022/NĐ-CP"
    )  # fmt: skip
    with archive.custody.catalog.read() as tx:
        (entry,) = [each.entry for each in tx.audit.events() if each.entry.act == "note_end_of_force"]
    assert (entry.actor, entry.subject, entry.details["day"]) == (archivist.user_id, record_id, "2022-06-30")


def test_what_cannot_be_is_refused_and_changes_nothing(house: House, archivist: Actor) -> None:
    archive, record_id = house.archive, decree(house, archivist)
    award = deposited(house, archivist, "Giấy khen 2010")
    secretary, stranger = (person(house, unit, Role.SECRETARY, unit) for unit in ("CB-A", "CB-B"))
    today = local_day(datetime.now(UTC))
    for actor, record, end, version, refusal in (
        (secretary, record_id, END, 1, NotPermitted),
        (stranger, record_id, END, 1, NotFound),
        (archivist, record_id, END, 2, VersionConflict),
        (archivist, record_id, EndOfForce(date(2010, 5, 4), "x"), 1, EndOutOfRange),
        (archivist, record_id, EndOfForce(today + timedelta(days=1), "x"), 1, EndOutOfRange),
        (archivist, record_id, EndOfForce(END.on, " "), 1, BadField),
        (archivist, record_id, EndOfForce(END.on, "x" * 301), 1, BadField),
        (archivist, record_id, EndOfForce(END.on, "a\nb"), 1, BadField),
        (archivist, award, END, 1, NoEndAwaited),
    ):
        with pytest.raises(refusal):
            archive.ends_of_force.note(actor, record, end, expected_version=version)
    kept = archive.retrieve.record(archivist, record_id).record
    assert (kept.version, kept.end_of_force) == (1, None)
    assert archive.retention.explain(archivist, record_id).state is ClockState.EVENT_PENDING


def test_noted_again_it_is_corrected_and_a_correction_of_the_description_keeps_it(
    house: House, archivist: Actor
) -> None:
    archive, record_id = house.archive, decree(house, archivist)
    archive.ends_of_force.note(archivist, record_id, END, expected_version=1)
    assert archive.ends_of_force.note(archivist, record_id, END, expected_version=2).version == 2
    later = EndOfForce(date(2023, 1, 1), "1/2023/NĐ-CP")
    assert archive.ends_of_force.note(archivist, record_id, later, expected_version=2).version == 3
    archive.correction.correct(archivist, record_id, {"title": "Nghị định"}, reason="đọc nhầm", expected_version=3)
    assert archive.retrieve.record(archivist, record_id).record.end_of_force == later
    assert archive.retention.explain(archivist, record_id).review_from == date(2024, 1, 1)
    (house.settings.data_dir / "catalog.sqlite3").rename(house.settings.data_dir / "lost.sqlite3")
    again = open_archive(house.settings)
    try:
        again.custody.rebuild(local_operator(again))
        assert again.retrieve.record(archivist, record_id).record.end_of_force == later
        assert again.retention.explain(archivist, record_id).review_from == date(2024, 1, 1)
    finally:
        again.close()


def test_what_a_list_froze_is_left_alone_until_it_is_dropped(house: House, archivist: Actor) -> None:
    archive, record_id = house.archive, decree(house, archivist)
    archive.ends_of_force.note(archivist, record_id, END, expected_version=1)
    listed = archive.dispositions.propose(archivist, "Đợt 1", [record_id])
    other = EndOfForce(date(2023, 1, 1), "1/2023/NĐ-CP")
    with pytest.raises(FrozenByList):
        archive.ends_of_force.note(archivist, record_id, other, expected_version=2)
    archive.dispositions.drop(archivist, listed.id)
    assert archive.ends_of_force.note(archivist, record_id, other, expected_version=2).version == 3


def test_the_end_of_a_hidden_paper_decides_without_telling_its_day(house: House, archivist: Actor) -> None:
    archive, auditor = house.archive, person(house, "auditor", Role.AUDITOR, "DB-YT")
    dossier = archive.dossiers.open(archivist, "CB-A", "Văn bản cấp trên")
    hidden = decree(house, archivist, "Nghị định kín", dossier=dossier.id, access_level="restricted")
    shown = decree(house, archivist, dossier=dossier.id)
    archive.ends_of_force.note(archivist, hidden, EndOfForce(date(2023, 4, 5), "x"), expected_version=1)
    archive.ends_of_force.note(archivist, shown, END, expected_version=1)
    archive.dossiers.close(archivist, dossier.id, date(2021, 2, 1))
    in_full, as_seen = (archive.retention.explain(each, shown) for each in (archivist, auditor))
    assert (in_full.deciding.record_id, in_full.deciding.event_on) == (hidden, date(2023, 4, 5))
    assert (as_seen.deciding.record_id, as_seen.deciding.event_on) == ("", None)
    assert {each.event_on for each in as_seen.reckonings} == {None, END.on}
    assert said(as_seen).startswith("Hết hiệu lực và công việc kết thúc năm 2023: giữ hết 31/12/2023")
    archive.dossiers.close(archivist, dossier.id, date(2024, 3, 1))
    later = said(archive.retention.explain(archivist, shown))
    assert "công việc kết thúc sau đó, năm 2024: giữ hết 31/12/2024" in later


def said(decision: RetentionDecision) -> str:
    """The line with the arithmetic."""
    return next(line.vi for line in explained(decision) if "giữ hết" in line.vi)
