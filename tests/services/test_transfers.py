"""Transfer to the historical archive: due by dated terms, packages others can check, two people, and a stub."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import unquote

import bagit
import metsrw
import pytest
from lxml import etree
from pypdf import PdfReader

from archive_service.bootstrap import local_operator, open_archive
from archive_service.checker.verify_bundle import check_bag
from archive_service.domain.access import Actor, Role
from archive_service.domain.errors import (
    BadField,
    Conflict,
    NotFound,
    NotPermitted,
    SamePerson,
    Transferred,
    WrongState,
)
from archive_service.domain.holds import HoldTarget, HoldTargetKind
from archive_service.domain.local_time import local_day
from archive_service.domain.transfer import TransferState, term_on
from archive_service.services.bags import as_folder
from archive_service.services.record_json import RECORD_PREFIX
from archive_service.services.transfer_packages import DC, METS, PREMIS, XLINK
from archive_service.services.transfer_papers import handover_record
from archive_service.transfer_terms import load_transfer_terms
from tests.api.house import House
from tests.schemas import faults
from tests.services.disposing import deposited, signed
from tests.services.test_excuses import person

RECEIVER = "Lưu trữ lịch sử của Đảng ở Tỉnh ủy"


def filled_dossier(house: House, archivist: Actor, year: int = 2015, papers: int = 2) -> tuple[str, list[str]]:
    """A closed dossier of resolutions, which are kept for ever."""
    dossier = house.archive.dossiers.open(archivist, "CB-A", f"Nghị quyết năm {year}", opened_at=date(year, 1, 1))
    days = [f"{year}-0{month}-05" for month in range(1, papers + 1)]
    records = [deposited(house, archivist, f"Nghị quyết {day} & 50%", day, "NQ", dossier=dossier.id) for day in days]
    house.archive.dossiers.close(archivist, dossier.id, date(year, 12, 31))
    return dossier.id, sorted(records)


def handed_over(house: House, archivist: Actor, dossiers: Sequence[str]) -> tuple[str, list[str]]:
    """A transfer after our side confirmed, and the digests that the other side will count."""
    service = house.archive.transfers
    listed = service.propose(archivist, "Nộp lưu đợt 1", RECEIVER, dossiers)
    moved = service.hand_over(archivist, listed.id, signed(house, "1-BB"))
    return listed.id, [item.digest for item in moved.items]


def test_terms_are_dated_data_with_their_source() -> None:
    term = term_on(load_transfer_terms(), date(2026, 11, 27))
    assert term.last_day(date(2015, 5, 1)) == date(2021, 12, 31)
    assert term.ended_until(date(2027, 1, 1)) == date(2021, 12, 31)
    assert (term.source.title, term.source.article) == ("Luật Lưu trữ 33/2024/QH15", "điều 17")
    with pytest.raises(BadField):
        term_on(load_transfer_terms(), date(2020, 1, 1))


def test_permanent_closed_dossiers_are_due_the_longest_closed_first(ruled: House, archivist: Actor) -> None:
    transfers = ruled.archive.transfers
    young, _ = filled_dossier(ruled, archivist, local_day(datetime.now(UTC)).year - 1)
    older, _ = filled_dossier(ruled, archivist, 2015)
    oldest, _ = filled_dossier(ruled, archivist, 2012)
    certificates = ruled.archive.dossiers.open(archivist, "CB-A", "Giấy khen", opened_at=date(2011, 1, 1))
    deposited(ruled, archivist, "Giấy khen", "2011-05-05", dossier=certificates.id)
    ruled.archive.dossiers.close(archivist, certificates.id, date(2011, 12, 31))
    due = transfers.due(archivist)
    assert [each.dossier.id for each in due] == [oldest, older]
    assert young not in {each.dossier.id for each in due}
    assert due[1].last_day == date(2021, 12, 31)
    first = due[0].dossier
    assert first.closed_at is not None
    assert [each.dossier.id for each in transfers.due(archivist, after=(first.closed_at, first.id))] == [older]
    transfers.propose(archivist, "Đợt 1", RECEIVER, [oldest])
    assert [each.dossier.id for each in transfers.due(archivist)] == [older]
    assert transfers.due(person(ruled, "auditor", Role.AUDITOR, "CB-B")) == []
    with pytest.raises(NotPermitted):
        transfers.due(person(ruled, "b", Role.SECRETARY, "CB-B"))


def test_a_package_is_a_bag_that_others_can_read(ruled: House, archivist: Actor, tmp_path: Path) -> None:
    archive = ruled.archive
    dossier, records = filled_dossier(ruled, archivist)
    listed = archive.transfers.propose(archivist, "Đợt 1", RECEIVER, [dossier])
    package = archive.transfers.package(archivist, listed.id, dossier)
    as_folder(package.course(), tmp_path / "bag")
    bag = bagit.Bag(str(tmp_path / "bag"))
    bag.validate(processes=1)
    assert bag.info["External-Identifier"] == dossier
    assert check_bag(tmp_path / "bag") == []

    mets = etree.parse(str(tmp_path / "bag" / "data" / "METS.xml"))
    premis = etree.parse(str(tmp_path / "bag" / "data" / "metadata" / "premis.xml"))
    files = mets.findall(f".//{{{METS}}}file")
    assert len(files) == 2 * len(records)
    for file in files:
        place = file.find(f"{{{METS}}}FLocat")
        assert place is not None
        content = (tmp_path / "bag" / "data" / unquote(str(place.get(f"{{{XLINK}}}href")))).read_bytes()
        assert file.get("CHECKSUM") == hashlib.sha512(content).hexdigest()
        assert file.get("SIZE") == str(len(content))
    digests = {each.text for each in premis.findall(f".//{{{PREMIS}}}messageDigest")}
    assert digests == {file.get("CHECKSUM") for file in files}
    assert {each.text for each in mets.findall(f".//{{{DC}}}identifier")} >= {dossier, *records}
    assert faults(mets) == faults(premis) == []
    read_by_others = metsrw.METSDocument.fromfile(str(tmp_path / "bag" / "data" / "METS.xml"))
    assert len([entry for entry in read_by_others.all_files() if entry.type == "Item"]) == len(files)

    again = archive.transfers.package(archivist, listed.id, dossier)
    as_folder(again.course(), tmp_path / "again")
    last = "tagmanifest-sha512.txt"
    assert (tmp_path / "again" / last).read_bytes() == (tmp_path / "bag" / last).read_bytes()
    digest = hashlib.sha256((tmp_path / "bag" / last).read_bytes()).hexdigest()
    moved = archive.transfers.hand_over(archivist, listed.id, signed(ruled, "1-BB"))
    assert moved.items[0].digest == digest
    assert moved.items[0].bytes == sum(
        path.stat().st_size for path in (tmp_path / "bag/data").rglob("*") if path.is_file()
    )
    assert handover_record(moved, archive.units.register())[:2] == b"PK"
    printed = PdfReader(io.BytesIO(handover_record(moved, archive.units.register(), "pdf")))
    words = "".join(page.extract_text() for page in printed.pages).replace("\n", "")
    assert digest in words.replace(" ", "")
    with pytest.raises(NotFound):
        handover_record(moved, archive.units.register(), "odt")


def test_two_people_confirm_and_only_then_the_records_leave(ruled: House, archivist: Actor, leader: Actor) -> None:
    archive, service = ruled.archive, ruled.archive.transfers
    dossier, records = filled_dossier(ruled, archivist)
    ruled.index()
    transfer_id, digests = handed_over(ruled, archivist, [dossier])
    with pytest.raises(WrongState):
        service.release(archivist, transfer_id)
    both = person(ruled, "archivist", Role.LEADER, "DB-YT")
    with pytest.raises(SamePerson):
        service.receive(both, transfer_id, signed(ruled, "2"), digests)
    with pytest.raises(NotPermitted):
        service.receive(person(ruled, "other", Role.ARCHIVIST, "DB-YT"), transfer_id, signed(ruled, "2"), digests)
    with pytest.raises(BadField):
        service.receive(leader, transfer_id, signed(ruled, "2"), ["0" * 64])
    assert archive.retrieve.record(archivist, records[0]).record.id == records[0]
    service.receive(leader, transfer_id, signed(ruled, "2-BN/LTLS"), digests)
    with pytest.raises(WrongState):
        service.drop(archivist, transfer_id)
    done = service.release(archivist, transfer_id)
    assert done.state is TransferState.RECORDS_TRANSFERRED
    assert (set(done.items[0].left), done.items[0].withheld) == (set(records), ())
    for record_id in records:
        with pytest.raises(Transferred):
            archive.retrieve.record(archivist, record_id)
        with pytest.raises(NotFound):
            archive.custody.storage.head(RECORD_PREFIX + record_id)
        stub = archive.dispositions.tombstone(archivist, record_id)
        assert stub is not None
        assert (stub.transferred_to, stub.decision) == (RECEIVER, "2-BN/LTLS")
    assert [step.number for step in service.get(archivist, transfer_id).steps] == ["1-BB", "2-BN/LTLS"]
    assert archive.search.search(archivist, "", limit=50).total == 2  # those that the house had before
    assert service.due(archivist) == []


def test_what_is_held_or_was_changed_stays(ruled: House, archivist: Actor, leader: Actor) -> None:
    archive, service = ruled.archive, ruled.archive.transfers
    dossier, (held, changed, free) = filled_dossier(ruled, archivist, papers=3)
    transfer_id, digests = handed_over(ruled, archivist, [dossier])
    service.receive(leader, transfer_id, signed(ruled, "2"), digests)
    target = HoldTarget(HoldTargetKind.HELD_RECORD, held)
    archive.holds.place(leader, [target], reason="Thanh tra", authority="UBKT", document="5-QĐ")
    archive.correction.correct(archivist, changed, {"title": "Tên khác"}, reason="sai", expected_version=1)
    done = service.release(archivist, transfer_id)
    assert dict(done.items[0].withheld) == {held: "held", changed: "changed"}
    assert done.items[0].left == (free,)
    assert archive.retrieve.record(archivist, held).record.id == held


def test_what_may_not_be_listed(ruled: House, archivist: Actor, leader: Actor) -> None:
    archive, service = ruled.archive, ruled.archive.transfers
    still_open = archive.dossiers.open(archivist, "CB-A", "Chưa kết thúc")
    dossier, records = filled_dossier(ruled, archivist)
    for wrong in ([still_open.id], [dossier, still_open.id]):
        with pytest.raises(Conflict):
            service.propose(archivist, "Đợt", RECEIVER, wrong)
    with pytest.raises(NotFound):
        service.propose(archivist, "Đợt", RECEIVER, ["dos_" + "0" * 26])
    with pytest.raises(BadField):
        service.propose(archivist, "Đợt", " ", [dossier])
    with pytest.raises((NotPermitted, NotFound)):
        service.propose(person(ruled, "s", Role.SECRETARY, "CB-A"), "Đợt", RECEIVER, [dossier])
    listed = service.propose(archivist, "Đợt", RECEIVER, [dossier])
    with pytest.raises(Conflict):
        service.propose(archivist, "Đợt 2", RECEIVER, [dossier])
    deposited(ruled, archivist, "Nghị quyết muộn", "2015-09-05", "NQ", dossier=dossier)
    with pytest.raises(Conflict):
        service.hand_over(archivist, listed.id, signed(ruled, "1"))
    service.drop(archivist, listed.id)
    again = service.propose(archivist, "Đợt 2", RECEIVER, [dossier])
    assert len(again.items[0].record_ids) == len(records) + 1
    target = HoldTarget(HoldTargetKind.HELD_DOSSIER, dossier)
    service.drop(archivist, again.id)
    archive.holds.place(leader, [target], reason="Thanh tra", authority="UBKT", document="5-QĐ")
    with pytest.raises(Conflict):
        service.propose(archivist, "Đợt 3", RECEIVER, [dossier])


def test_a_rebuild_brings_the_transfer_back_and_no_record(ruled: House, archivist: Actor, leader: Actor) -> None:
    dossier, records = filled_dossier(ruled, archivist, papers=1)
    transfer_id, digests = handed_over(ruled, archivist, [dossier])
    ruled.archive.transfers.receive(leader, transfer_id, signed(ruled, "2"), digests)
    done = ruled.archive.transfers.release(archivist, transfer_id)
    (ruled.settings.data_dir / "catalog.sqlite3").rename(ruled.settings.data_dir / "lost.sqlite3")
    again = open_archive(ruled.settings)
    try:
        again.custody.rebuild(local_operator(again))
        assert again.transfers.get(archivist, transfer_id) == done
        with pytest.raises(NotFound):
            again.retrieve.record(archivist, records[0])
    finally:
        again.close()
