"""Deposit: whole or absent, never twice, and refused with a reason."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive_service.domain.access import Actor
from archive_service.domain.errors import (
    ArchiveError,
    BadField,
    BadFileName,
    EmptyFile,
    FileTooLarge,
    IdempotencyConflict,
    ImpossibleDate,
    NameTooLong,
    NotPermitted,
    SecrecyMark,
    UnknownDocumentType,
    UnknownDossier,
    UnknownUnit,
    UnsupportedType,
)
from archive_service.domain.records import RecordClass, TextState
from archive_service.services.record_json import RECORD_PREFIX
from tests.api.house import House, paper, said
from tests.services.papers_in import hand_in


@pytest.fixture
def secretary(house: House) -> Actor:
    return house.archive.accounts.actor_with_token(house.tokens["secretary_a"], "cli")


@pytest.fixture
def other_secretary(house: House) -> Actor:
    return house.archive.accounts.actor_with_token(house.tokens["secretary_b"], "cli")


@pytest.fixture
def files_before(house: House) -> Iterator[None]:
    """Nothing of a refused deposit may stay: neither in the spool nor in the store nor in the catalog."""
    store, spool = house.settings.data_dir / "store" / "objects", house.settings.data_dir / "spool"
    before = {path for path in store.rglob("*") if path.is_file()}
    yield
    assert {path for path in store.rglob("*") if path.is_file()} == before
    assert [path for path in spool.rglob("*") if path.is_file()] == []


def test_a_record_is_kept_byte_for_byte(house: House, secretary: Actor) -> None:
    content = "Nội dung nghị quyết được giữ nguyên.".encode()
    receipt = hand_in(house.archive.deposit, secretary, ("nghị quyết.txt", content))
    assert receipt.created
    with house.archive.retrieve.file(secretary, receipt.record.id) as (file, stream):
        assert stream.read() == content
    assert file.name == "nghị quyết.txt"
    assert file.media_type == "text/plain"


def test_the_paper_fills_what_was_left_empty(house: House, secretary: Actor) -> None:
    text = (
        "ĐẢNG BỘ PHƯỜNG YÊN THỊNH\nCHI BỘ TỔ DÂN PHỐ SỐ 8\n*\nSố 27-NQ/CB\nĐẢNG CỘNG SẢN VIỆT NAM\n"
        "Yên Thịnh, ngày 05 tháng 02 năm 2022\n\nNGHỊ QUYẾT\nlãnh đạo thực hiện nhiệm vụ tháng 02 năm 2022\n-----\n"
        "Chi bộ thống nhất các nội dung sau đây.\n\nT/M CHI BỘ\nBÍ THƯ\n\nNguyễn Văn Mẫu\n"
    )
    with house.archive.deposit.open_spool() as spool:
        from archive_service.services.describing import DescribedFields

        arrived = spool.take("quet.txt", io.BytesIO(text.encode()))
        about = house.archive.deposit.deposit(secretary, [arrived], DescribedFields({})).record.description
    assert about.unit_id == house.archive.units.register().by_code("CB-A").id  # type: ignore[union-attr]
    assert (about.type_code, about.number, about.symbol) == ("NQ", 27, "27-NQ/CB")
    assert about.date is not None
    assert about.date.isoformat() == "2022-02-05"
    assert about.period == "2022-02"
    assert about.record_class is RecordClass.RESOLUTION
    assert about.title.startswith("lãnh đạo thực hiện")


def test_what_a_person_wrote_wins_over_the_paper(house: House, secretary: Actor) -> None:
    text = "CHI BỘ TỔ DÂN PHỐ SỐ 8\nSố 28-NQ/CB\nNGHỊ QUYẾT\nvề việc khác\n"
    about = hand_in(house.archive.deposit, secretary, ("a.txt", text.encode()), title="Do người ghi").record.description
    assert about.title == "Do người ghi"
    assert about.symbol == "12-NQ/CB"


def test_many_files_make_one_record(house: House, secretary: Actor) -> None:
    record = hand_in(house.archive.deposit, secretary, ("1.txt", b"trang 1 cua phieu"), ("2.txt", b"trang 2")).record
    assert [file.name for file in record.files] == ["1.txt", "2.txt"]


def test_the_same_bytes_again_answer_the_record_that_is_there(house: House, secretary: Actor) -> None:
    first = hand_in(house.archive.deposit, secretary, ("a.txt", b"cung mot noi dung"))
    again = hand_in(house.archive.deposit, secretary, ("b.txt", b"cung mot noi dung"), title="Tên khác")
    assert first.created
    assert not again.created
    assert again.record.id == first.record.id


def test_the_same_bytes_in_a_cell_one_may_not_see_tell_nothing(
    house: House, secretary: Actor, other_secretary: Actor
) -> None:
    first = hand_in(house.archive.deposit, secretary, ("a.txt", b"noi dung cua hai chi bo"))
    other = hand_in(house.archive.deposit, other_secretary, ("a.txt", b"noi dung cua hai chi bo"), unit="CB-B")
    assert other.created
    assert other.record.id != first.record.id


def test_an_idempotency_key_answers_the_same_and_refuses_other_content(house: House, secretary: Actor) -> None:
    first = hand_in(house.archive.deposit, secretary, ("k.txt", b"co khoa"), key="key-1")
    assert hand_in(house.archive.deposit, secretary, ("k.txt", b"co khoa"), key="key-1").record.id == first.record.id
    with pytest.raises(IdempotencyConflict):
        hand_in(house.archive.deposit, secretary, ("k.txt", b"noi dung khac"), key="key-1")


def test_many_at_once_make_one_record_of_the_same_bytes(house: House, secretary: Actor) -> None:
    receipts: list[str] = []
    failures: list[ArchiveError] = []

    def deposit() -> None:
        try:
            receipts.append(hand_in(house.archive.deposit, secretary, ("r.txt", b"gui cung luc")).record.id)
        except ArchiveError as error:
            failures.append(error)

    threads = [threading.Thread(target=deposit) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(set(receipts)) == 1


@pytest.mark.parametrize(
    ("name", "content", "fields", "refusal"),
    [
        ("a.exe", b"MZ\x90\x00" + b"\x00" * 200, {}, UnsupportedType),
        ("a.pdf", b"", {}, EmptyFile),
        ("a" * 252 + ".txt", b"x y z", {}, NameTooLong),
        ("ghi chú\n.txt", b"x y z", {}, BadFileName),
        ("metadata.json", b"x y z", {}, BadFileName),
        ("..", b"x y z", {}, BadFileName),
        ("biên bản\u202efdp.exe", b"x y z", {}, BadFileName),
        ("a.txt", b"x y z", {"title": "Biên bản \u2066số 1"}, BadField),
        ("a.txt", b"don vi la", {"unit": "KHÔNG-CÓ"}, UnknownUnit),
        ("a.txt", b"ngay sai", {"date": "30/02/2022"}, ImpossibleDate),
        ("a.txt", b"nam sai", {"date": "05/02/1822"}, ImpossibleDate),
        ("a.txt", b"ky sai", {"period": "2022-13"}, BadField),
        ("a.txt", b"loai sai", {"type": "ZZ"}, UnknownDocumentType),
        ("a.txt", b"nhom sai", {"class": "secret"}, BadField),
        ("a.txt", b"so sai", {"number": "mười hai"}, BadField),
        ("a.txt", b"muc la", {"colour": "red"}, BadField),
        ("a.txt", b"ho so la", {"dossier": "dos_00000000000000000000000000"}, UnknownDossier),
        ("a.txt", b"don vi khac", {"unit": "CB-B"}, UnknownUnit),
        ("a.txt", "CHI BỘ 8\nSố 01-NQ/CB\nMẬT\nNGHỊ QUYẾT\n".encode(), {}, SecrecyMark),
    ],
)
@pytest.mark.usefixtures("files_before")
def test_a_refusal_says_why_and_keeps_nothing(
    house: House, secretary: Actor, name: str, content: bytes, fields: dict[str, str], refusal: type[ArchiveError]
) -> None:
    with pytest.raises(refusal):
        hand_in(house.archive.deposit, secretary, (name, content), **fields)


@pytest.mark.usefixtures("files_before")
def test_a_file_over_the_limit_ends_while_it_arrives(house: House) -> None:
    from archive_service.services.spool import Spool

    with Spool(house.settings.data_dir / "spool", limit=10) as spool, pytest.raises(FileTooLarge):
        spool.take("a.txt", io.BytesIO(b"x" * 11))


@pytest.mark.usefixtures("files_before")
def test_an_auditor_hands_in_nothing(house: House) -> None:
    auditor = house.archive.accounts.actor_with_token(house.tokens["auditor"], "cli")
    with pytest.raises(NotPermitted):
        hand_in(house.archive.deposit, auditor, ("a.txt", b"cua kiem tra"))


def test_a_secrecy_mark_leaves_only_the_word_that_it_was_refused(house: House, secretary: Actor) -> None:
    with pytest.raises(SecrecyMark):
        hand_in(house.archive.deposit, secretary, ("BÍ MẬT.txt", "TUYỆT MẬT\nSố 09-NQ/CB\nviệc kín".encode()))
    with house.archive.audit.catalog.read() as tx:
        event = tx.audit.page(limit=1)[0]
    assert event.entry.outcome == "refused"
    assert dict(event.entry.details) == {"code": "secrecy_mark"}


def test_a_deposit_waits_to_be_read_and_is_then_searchable(house: House, secretary: Actor) -> None:
    record = hand_in(house.archive.deposit, secretary, ("cho.txt", "chờ đọc rồi tìm được tuyết".encode())).record
    assert house.archive.retrieve.record(secretary, record.id).text.state is TextState.PENDING
    house.index()
    assert house.archive.retrieve.record(secretary, record.id).text.state is TextState.SEARCHABLE
    found = house.archive.search.search(secretary, "tuyet").found
    assert [each.hit.record_id for each in found] == [record.id]


def test_the_store_holds_what_the_catalog_says(house: House, secretary: Actor) -> None:
    record = hand_in(house.archive.deposit, secretary, ("kho.txt", b"trong kho va trong danh muc")).record
    head = house.archive.custody.storage.head(RECORD_PREFIX + record.id)
    assert {file.name: file.sha512 for file in head.files}["kho.txt"] == record.files[0].sha512
    assert Path(house.settings.data_dir).exists()


def test_the_number_goes_with_the_symbol_that_a_person_wrote(house: House, tmp_path: Path) -> None:
    printed = paper(tmp_path, "Số in trên giấy là 12, người nộp ghi 31.")
    kept = house.client("archivist").deposit(printed, "số khác.pdf", unit="CB-A", symbol="31-NQ/CB")
    assert (said(kept)["symbol"], said(kept)["number"]) == ("31-NQ/CB", 31)
