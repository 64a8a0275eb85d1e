"""Correcting a description: a new version, indexed anew; races, rights, and a crash between store and catalog."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from archive_service.domain.access import Actor, Role
from archive_service.domain.errors import BadField, NotFound, NotPermitted, UnknownDossier, UnknownUnit, VersionConflict
from archive_service.services.record_json import RECORD_PREFIX, record_to_json
from tests.api.house import House, said
from tests.services.test_excuses import person


@pytest.fixture
def archivist(own_house: House) -> Actor:
    return person(own_house, "archivist", Role.ARCHIVIST, "DB-YT")


def test_a_correction_is_a_new_version_and_is_found(own_house: House, archivist: Actor) -> None:
    archive, record_id = own_house.archive, own_house.records["CB-A"]
    before = archive.retrieve.record(archivist, record_id).record
    corrected = archive.correction.correct(
        archivist, record_id, {"title": "Nghị quyết về giếng khoan", "date": "05/03/2022", "symbol": "13-NQ/CB"},
        reason="đọc nhầm tiêu đề", expected_version=1,
    )  # fmt: skip
    assert (corrected.version, corrected.description.number, corrected.description.date) == (2, 13, date(2022, 3, 5))
    assert corrected.files == before.files
    own_house.index()
    assert [hit["id"] for hit in said(own_house.client("archivist").get("/search", q="giếng khoan"))["hits"]] == [
        record_id
    ]
    versions = archive.retrieve.versions(archivist, record_id)
    assert [(version.number, version.message) for version in versions] == [(1, "deposit"), (2, "đọc nhầm tiêu đề")]


def test_nothing_changed_makes_no_version(own_house: House, archivist: Actor) -> None:
    record_id = own_house.records["CB-A"]
    kept = own_house.archive.correction.correct(archivist, record_id, {}, reason="xem lại", expected_version=1)
    assert kept.version == 1


def test_of_two_at_once_one_is_told(own_house: House, archivist: Actor) -> None:
    archive, record_id = own_house.archive, own_house.records["CB-A"]

    def correct(title: str) -> str:
        try:
            archive.correction.correct(archivist, record_id, {"title": title}, reason=title, expected_version=1)
        except VersionConflict:
            return "told"
        return title

    with ThreadPoolExecutor(8) as people:
        outcomes = list(people.map(correct, [f"tiêu đề {number}" for number in range(8)]))
    (winner,) = (outcome for outcome in outcomes if outcome != "told")
    assert archive.retrieve.record(archivist, record_id).record.description.title == winner
    assert len(archive.retrieve.versions(archivist, record_id)) == 2


def test_a_version_whose_row_was_lost_in_a_crash_is_taken_over(own_house: House, archivist: Actor) -> None:
    archive, record_id = own_house.archive, own_house.records["CB-A"]
    known = archive.retrieve.record(archivist, record_id).record
    archive.correction.storage.put_version(
        RECORD_PREFIX + record_id, expected_head=1, metadata=record_to_json(known).replace(b'"vi"', b'"en"'),
        user="usr_other", message="before the crash", created=archive.correction.clock.now(),
    )  # fmt: skip
    with pytest.raises(VersionConflict):
        archive.correction.correct(archivist, record_id, {"title": "mới"}, reason="x", expected_version=1)
    assert archive.retrieve.record(archivist, record_id).record.description.language == "en"
    corrected = archive.correction.correct(archivist, record_id, {"title": "mới"}, reason="x", expected_version=2)
    assert corrected.version == 3


def test_who_may_not(own_house: House) -> None:
    archive, record_id = own_house.archive, own_house.records["CB-A"]
    for role, code, refusal in (
        (Role.SECRETARY, "CB-A", NotPermitted), (Role.AUDITOR, "DB-YT", NotPermitted),
        (Role.ARCHIVIST, "CB-B", NotFound), (Role.ADMINISTRATOR, "DB-YT", NotFound),
    ):  # fmt: skip
        with pytest.raises(refusal):
            archive.correction.correct(
                person(own_house, "x", role, code), record_id, {"title": "x"}, reason="x", expected_version=1
            )


@pytest.mark.parametrize(
    ("changes", "reason", "refusal"),
    [
        ({"title": ""}, "x", BadField), ({"unknown": "1"}, "x", BadField), ({"title": "y"}, " ", BadField),
        ({"unit": "CB-NOWHERE"}, "x", UnknownUnit), ({"dossier": "dos_never"}, "x", UnknownDossier),
        ({"number": "0"}, "x", BadField),
    ],
)  # fmt: skip
def test_what_cannot_be(
    own_house: House, archivist: Actor, changes: dict[str, str], reason: str, refusal: type[Exception]
) -> None:
    record_id = own_house.records["CB-A"]
    with pytest.raises(refusal):
        own_house.archive.correction.correct(archivist, record_id, changes, reason=reason, expected_version=1)
    assert own_house.archive.retrieve.record(archivist, record_id).record.version == 1
