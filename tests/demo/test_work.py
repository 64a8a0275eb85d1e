"""What people have done in the demonstration: consultations at every stage, reasons for gaps, a closed month."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from archive_service.bootstrap import local_operator, open_archive
from archive_service.commands.demonstration import load_demo
from archive_service.demo.chronicle import Chronicle
from archive_service.demo.consultation import AGREED, answers_of
from archive_service.demo.gaps import INCOMPLETE_MONTHS
from archive_service.demo.meeting import meeting_of
from archive_service.demo.organisation import CELLS, cell_of
from archive_service.demo.people import cast_of
from archive_service.domain.access import Actor
from archive_service.domain.consultation import Answer, ChecklistItem, ConsultationState, Duty, missing
from archive_service.services import Archive
from archive_service.services.consultation_seen import Seen
from tests.api.house import settings_in
from tests.demo.conftest import SEED

# The months of two cells in which people did something; nothing of it needs to be read.
MONTHS = [
    replace(cell, first_month=month, habits=replace(cell.habits, scan_share=0.0))
    for cell, month in ((cell_of("CB-YT-08"), "2022-03"), (cell_of("CB-AL-CG"), "2022-04"))
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = tmp_path_factory.mktemp("worked")
    with closing(open_archive(settings_in(folder / "data"))) as opened:
        load_demo(opened, local_operator(opened), folder / "papers", cells=MONTHS)
        yield opened


def person(archive: Archive, login: str) -> Actor:
    with archive.accounts.catalog.read() as tx:
        account = tx.accounts.by_login(login)
    assert account is not None
    return archive.accounts.actor_as(account, "web")


def seen(archive: Archive, period: str) -> Seen:
    found, _ = archive.consultations.list(person(archive, "vanthu"))
    (one,) = [each for each in found if each.consultation.period == period]
    return one


def test_a_consultation_of_two_rounds_is_closed_with_its_resolution(archive: Archive) -> None:
    found = seen(archive, "2022-03")
    about = found.consultation
    assert (about.state, len(about.rounds), missing(about)) == (ConsultationState.CLOSED, 2, ())
    assert found.tally is not None
    assert found.tally.passed
    contents = archive.dossier_contents.look(person(archive, "vanthu"), about.dossier_id)
    inside = {entry.record.id for entry in contents.entries}
    assert {about.resolution_id, about.synthesis_id, about.rounds[0].draft_id} < inside
    assert contents.elsewhere == ()
    assert contents.dossier.closed_at is not None


def test_one_waits_with_late_and_silent_members_and_its_draft_lies_elsewhere(archive: Archive) -> None:
    found = seen(archive, "2022-04")
    current = found.consultation.round
    assert current is not None
    assert (found.consultation.state, found.step) == (ConsultationState.ASKING, Duty.END)
    assert current.late()
    assert current.without_reply()
    assert current.reminders
    assert ChecklistItem.LETTER in missing(found.consultation)
    contents = archive.dossier_contents.look(person(archive, "vanthu"), found.consultation.dossier_id)
    assert [entry.record.id for entry in contents.elsewhere] == [current.draft_id]


def test_the_secretary_is_told_what_is_due(archive: Archive) -> None:
    waiting = archive.consultation_watch.waiting(person(archive, "chaugiang"))
    assert [(each.seen.consultation.period, each.overdue) for each in waiting] == [("2022-04", True)]


def test_a_month_is_closed_with_the_reason_why_it_is_incomplete(archive: Archive) -> None:
    found, _ = archive.dossiers.list(person(archive, "vanthu"), limit=200)
    told = {each.incomplete_because for each in found if each.kind == "monthly"}
    assert told == set(INCOMPLETE_MONTHS.values())


def test_people_keep_searches(archive: Archive) -> None:
    assert archive.saved_searches.own(person(archive, "kiemtra"))
    assert archive.saved_searches.own(person(archive, "bithu8"))


def test_the_opinions_are_those_that_the_synthesis_counts() -> None:
    for cell in CELLS:
        chronicle = Chronicle(cell, SEED)
        keys = {entry.key for entry in chronicle.entries()}
        for told in chronicle.consultations:
            assert told.draft in keys
            if told.dossier is None:
                continue
            meeting = meeting_of(cell, cast_of(cell, SEED), told.period, SEED)
            agreed = [each for each in told.rounds[-1].opinions if each.answer is Answer.AGREE]
            assert len(agreed) == list(answers_of(meeting).values()).count(AGREED)
            assert len(agreed) * 2 > cell.members
            assert {each.received_at <= told.rounds[-1].deadline for each in told.rounds[-1].opinions} == {True}
            named = {told.synthesis, told.resolution} - {None}
            named |= {each for asked in told.rounds for each in (asked.draft, asked.letter, asked.forms) if each}
            assert named <= keys


def test_every_stage_is_there() -> None:
    told = []
    for cell in CELLS:
        chronicle = Chronicle(cell, SEED)
        list(chronicle.entries())
        told += chronicle.consultations
    assert sum(1 for each in told if not each.rounds) == 1, "begun"
    assert sum(1 for each in told if each.rounds and each.rounds[-1].late) == 1, "waiting"
    assert sum(1 for each in told if each.rounds and not each.resolution and not each.rounds[-1].late) == 1, (
        "no synthesis"
    )
    assert sum(1 for each in told if each.resolution) == 5, "closed"
