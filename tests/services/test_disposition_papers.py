"""The printed papers of a disposition: what they must say, as .docx and as PDF alike."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from archive_service.domain.disposition import (
    Council,
    Disposition,
    DispositionItem,
    DispositionReason,
    DispositionState,
    DispositionStep,
    HandingOver,
    ItemOutcome,
    ItemState,
    list_digest,
)
from archive_service.domain.errors import BadField, WrongState
from archive_service.domain.records import AccessLevel
from archive_service.domain.seals import ChainHead
from archive_service.services.disposition_forms import PaperFacts
from archive_service.services.disposition_papers import PAPERS, WRITERS, printable

FACTS = PaperFacts(
    "Đảng ủy phường Yên Thịnh", "Thành ủy", {"unit_a": "Chi bộ 8", "unit_b": "Chi bộ 9"}, date(2026, 2, 3),
    ChainHead(12, "ab" * 32, 345),
)  # fmt: skip


def item(number: int, unit: str, day: date | None, **more: object) -> DispositionItem:
    made = DispositionItem(
        f"rec_{number}", f"Giấy khen số {number}", "GK", f"{number:02d}-GK/ĐU", unit, AccessLevel.INTERNAL, day, None,
        (f"{number:0128d}",), "Hết thời hạn bảo quản (Giấy khen)",
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


ITEMS = (
    item(1, "unit_a", date(2010, 5, 5), state=ItemState.ITEM_DESTROYED),
    item(2, "unit_a", date(2012, 1, 9), outcome=ItemOutcome.EXTEND_ITEM, extend_years=5, dissent="một người không",
         overruled="còn tra cứu",
         state=ItemState.ITEM_KEPT),
    item(3, "unit_b", None, state=ItemState.ITEM_WITHHELD, withheld_because="held"),
)  # fmt: skip
STEPS = (
    (DispositionState.COUNCIL_FOUNDED, "6-QĐ/ĐU", date(2026, 1, 6)),
    (DispositionState.COUNCIL_DONE, "7-BB/HĐ", date(2026, 1, 8)),
    (DispositionState.SUPERIOR_OPINION, "8-CV/TU", date(2026, 1, 15)),
    (DispositionState.DECISION_MADE, "9-QĐ/ĐU", date(2026, 1, 20)),
)
DONE = Disposition(
    "dsp_1", "unit_a", "Đợt 1 năm 2026", DispositionReason.PERIOD_OVER, ITEMS, list_digest(ITEMS), "usr_a",
    datetime(2026, 1, 5, tzinfo=UTC), DispositionState.BACKUPS_AGING,
    tuple(DispositionStep(state, "x.pdf", "0" * 128, number, day, "usr_b", datetime(2026, 1, 20, tzinfo=UTC))
          for state, number, day in STEPS),
    "usr_b", "Tài liệu của các chi bộ từ năm 2010.", executed_at=datetime(2026, 1, 31, 20, tzinfo=UTC),
    backups_until=date(2026, 5, 1), council=Council("Nguyễn Văn An, Phó Bí thư", "Trần Thị Bình", ("Lê Văn Cường",)),
    handing_over=HandingOver("Trần Thị Bình, văn thư", "Phạm Văn Dũng"),
)  # fmt: skip


def words_of(content: bytes, kind: str) -> str:
    """All the words of a paper, in order, with single blanks."""
    if kind == "docx":
        body = Document(io.BytesIO(content)).element.body
        text = " ".join("".join(line.itertext()) for line in body.iter() if line.tag.endswith("}p"))
    else:
        pages = pypdfium2.PdfDocument(content)
        try:
            text = " ".join(page.get_textpage().get_text_bounded() for page in pages)
        finally:
            pages.close()
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("kind", WRITERS)
def test_the_list_has_the_columns_of_the_form(kind: str) -> None:
    told = words_of(WRITERS[kind](PAPERS["list"](DONE, FACTS)), kind)
    places = [told.index(head) for head in ("Bó số", "Tập số", "Tiêu đề/số hồ sơ", "Lý do hủy", "Ghi chú")]
    assert places == sorted(places)
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in told
    assert "ngày 03 tháng 02 năm 2026" in told
    assert "Danh mục có 3 tài liệu" in told


def test_each_unit_is_a_bundle_and_each_record_a_volume() -> None:
    table = PAPERS["list"](DONE, FACTS).blocks[0]
    assert not isinstance(table, str)
    assert [(row[0], row[1], row[4]) for row in table.rows] == [
        ("1", "1", "rec_1"), ("1", "2", "Gia hạn 5 năm; ý kiến khác: một người không; rec_2"), ("2", "1", "rec_3"),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", WRITERS)
def test_the_explanation_counts_what_is_kept_and_what_goes(kind: str) -> None:
    told = words_of(WRITERS[kind](PAPERS["explanation"](DONE, FACTS)), kind)
    assert "Tài liệu của các chi bộ từ năm 2010." in told
    assert "đưa ra xét 3; giữ lại 1 (gia hạn 1, bảo quản vĩnh viễn 0); đề nghị hủy 2." in told
    assert "từ 05/05/2010 đến 09/01/2012" in told


@pytest.mark.parametrize("kind", WRITERS)
def test_the_certificate_tells_of_backups_and_the_head_of_the_log(kind: str) -> None:
    told = words_of(WRITERS[kind](PAPERS["certificate"](DONE, FACTS)), kind)
    assert "Quyết định số 9-QĐ/ĐU ngày 20/01/2026" in told
    assert "Ngày 01/02/2026, kho đã hủy 1 tài liệu" in told  # the day where the people are
    assert "xóa hết chậm nhất ngày 01/05/2026" in told
    assert "niêm số 12" in told
    assert "ab" * 32 in told.replace(" ", "")
    assert "Chưa hủy: GK 03-GK/ĐU, không rõ ngày: Giấy khen số 3 (đang bị giữ)" in told


def test_no_certificate_before_the_execution() -> None:
    with pytest.raises(WrongState):
        PAPERS["certificate"](replace(DONE, executed_at=None), FACTS)


def test_a_long_list_goes_on_on_the_next_page_with_its_head() -> None:
    many = replace(DONE, items=tuple(item(number, "unit_a", date(2010, 1, 1)) for number in range(60)))
    pages = pypdfium2.PdfDocument(WRITERS["pdf"](PAPERS["list"](many, FACTS)))
    try:
        heads = ["Lý do hủy" in page.get_textpage().get_text_bounded() for page in pages]
    finally:
        pages.close()
    assert len(heads) > 2
    assert all(heads[:-1])


@pytest.mark.parametrize("kind", WRITERS)
def test_the_minutes_list_each_item_with_every_view(kind: str) -> None:
    told = words_of(WRITERS[kind](PAPERS["minutes"](DONE, FACTS)), kind)
    assert "thành lập theo Quyết định số 6-QĐ/ĐU ngày 06/01/2026" in told
    assert "Chủ tịch: Nguyễn Văn An, Phó Bí thư. Thư ký: Trần Thị Bình. Ủy viên: Lê Văn Cường." in told
    table = next(block for block in PAPERS["minutes"](DONE, FACTS).blocks if not isinstance(block, str))
    assert [row[2:] for row in table.rows] == [
        ("Hủy", "Không", ""), ("Gia hạn 5 năm", "một người không", "còn tra cứu"), ("Hủy", "Không", ""),
    ]  # fmt: skip
    assert "đưa ra xét 3; hủy 2; giữ lại 0; gia hạn 1; bảo quản vĩnh viễn 0." in told
    assert PAPERS["minutes"](DONE, FACTS).signs[1] == ("CHỦ TRÌ", "CHỦ TỊCH HỘI ĐỒNG", "Nguyễn Văn An")


@pytest.mark.parametrize("kind", WRITERS)
def test_the_record_of_handing_over_lists_only_what_goes_and_until_when(kind: str) -> None:
    told = words_of(WRITERS[kind](PAPERS["handover"](DONE, FACTS)), kind)
    assert "2 tài liệu gồm 2 tệp" in told
    assert "rec_1" in told
    assert "rec_2" not in told
    assert "trong 15 ngày kể từ ngày quyết định, đến hết ngày 04/02/2026" in told
    assert told.index("BÊN GIAO") < told.index("BÊN NHẬN")
    assert "Bên nhận (người thực hiện hủy): Phạm Văn Dũng" in told


def test_the_record_of_handing_over_is_between_two_people() -> None:
    for keeper, destroyer in (("", "Dũng"), ("Bình", " "), ("Trần Thị Bình", "trần  thị bình"), ("B" * 201, "Dũng")):
        with pytest.raises(BadField):
            HandingOver(keeper, destroyer)


def test_a_long_list_in_word_keeps_its_columns_and_its_head_on_every_page() -> None:
    document = Document(io.BytesIO(WRITERS["docx"](PAPERS["list"](DONE, FACTS))))
    table = document.tables[1]  # before it the head of the paper
    shares = [column.width / Mm(165) for column in table.columns]
    assert shares == pytest.approx([0.08, 0.08, 0.42, 0.24, 0.18], abs=0.001)
    assert all(cell.width == column.width for column in table.columns for cell in column.cells)
    head, *rows = (row._tr.trPr for row in table.rows)
    assert head.find(qn("w:tblHeader")) is not None
    assert rows
    assert all(row.find(qn("w:cantSplit")) is not None for row in rows)
    assert "PAGE" in "".join(document.sections[0].footer._element.itertext())


@pytest.mark.parametrize("kind", WRITERS)
def test_the_papers_that_decide_name_those_before_them(kind: str) -> None:
    def told(name: str) -> str:
        return words_of(WRITERS[kind](PAPERS[name](DONE, FACTS)), kind)

    assert "có 3 tài liệu hết thời hạn lưu trữ" in told("submission")
    assert "Thư ký: Trần Thị Bình" in told("founding")
    assert "Biên bản số 7-BB/HĐ ngày 08/01/2026" in told("request")
    assert "số 8-CV/TU ngày 15/01/2026" in told("decision")
    assert "Hủy 2 tài liệu" in told("decision")


def test_a_form_is_offered_when_it_has_what_it_tells() -> None:
    bare = replace(DONE, steps=(), council=None, executed_at=None, backups_until=None)
    assert printable(bare) == ("list", "explanation", "submission", "founding")
    for name in set(PAPERS) - set(printable(bare)):
        with pytest.raises(WrongState):
            PAPERS[name](bare, FACTS)
    assert printable(replace(bare, steps=DONE.steps[:1], council=DONE.council))[-1] == "minutes"
    assert printable(DONE) == tuple(PAPERS)
