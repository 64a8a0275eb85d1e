"""What comes first, in archives small enough to say why."""

from datetime import date
from pathlib import Path

import pytest

from indexer.engines.whoosh.index import WhooshIndex
from indexer.engines.whoosh.plan import is_question
from indexer.model import IndexDocument, Sort
from indexer.query import parse
from tests.contracts.index_contract import TODAY, a_document, ask, found


@pytest.fixture
def index(tmp_path: Path) -> WhooshIndex:
    return WhooshIndex(tmp_path)


def monthly(month: int, **facts: object) -> IndexDocument:
    """A resolution like all others of its kind but for the month."""
    text = (
        f"NGHỊ QUYẾT lãnh đạo thực hiện nhiệm vụ tháng {month:02d} năm 2022. Đánh giá kết quả tháng {month - 1:02d}. "
        "Phân công đảng viên, tổ chức thực hiện, tự đánh giá chất lượng kỳ sinh hoạt."
    )
    given: dict[str, object] = {
        "title": f"Nghị quyết lãnh đạo thực hiện nhiệm vụ tháng {month:02d} năm 2022",
        "text": text,
        "period": f"2022-{month:02d}",
        "date": date(2022, month, 3),
        "number": month,
        "symbol": f"{month:02d}-NQ/CB",
    }
    return a_document(**({"record_id": f"nq{month}"} | given | facts))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "typed",
    [
        "nghi quyet thang 3 nam 2022",
        "nghị quyết tháng 3/2022",
        "NGHỊ QUYẾT THÁNG 03 NĂM 2022",
        "nq tháng 3/2022",
    ],
)
def test_the_issued_resolution_of_the_month_comes_first(index: WhooshIndex, typed: str) -> None:
    index.add([monthly(month) for month in range(2, 12)])
    index.add(
        [
            monthly(3, record_id="draft", lifecycle="draft", number=None, symbol=None),
            monthly(
                3, record_id="minutes", title="Biên bản sinh hoạt tháng 3 năm 2022", type_code="BB", symbol="03-BB/CB"
            ),
            monthly(4, record_id="late", date=date(2022, 3, 31)),
        ]
    )
    assert found(index, typed)[0] == "nq3"


@pytest.mark.parametrize("typed", ["nghi quyet thang 3 nam 2022", "nghị quyết tháng 3 năm 2022", "nq thang 3 nam 2022"])
def test_resolutions_come_before_the_papers_about_their_drafts(index: WhooshIndex, typed: str) -> None:
    """A letter about a draft says its name more often than the resolution itself."""
    asking = "Về việc xin ý kiến dự thảo nghị quyết tháng 3 năm 2022. Nghị quyết tháng 3 năm 2022, nghị quyết tháng 3. "
    index.add([monthly(month) for month in range(2, 12)])
    index.add(
        [
            monthly(3, record_id="letter", type_code="CV", symbol="02-CV/CB", title=asking[:70], text=asking * 3),
            monthly(3, record_id="synthesis", type_code="BC", symbol="04-BC/CB", title=asking[:70], text=asking * 2),
            monthly(3, record_id="draft", lifecycle="draft", number=None, symbol=None),
            monthly(3, record_id="other_cell", unit_id="u9"),
        ]
    )
    assert set(found(index, typed)[:2]) == {"nq3", "other_cell"}
    assert found(index, typed)[2] == "draft"


def test_a_number_finds_its_own_record_before_those_that_cite_it(index: WhooshIndex) -> None:
    index.add([monthly(month) for month in range(2, 12)])
    index.add([a_document("cites", title="Báo cáo về 05-NQ/CB", type_code="BC", text="theo 05-NQ/CB " * 20)])
    for typed in ("05-NQ/CB", "5/nq-cb", "số 5-NQ/CB", "5 nq cb"):
        assert found(index, typed)[:2] == ["nq5", "cites"], typed


def test_a_number_among_other_words_does_not_push_them_aside(index: WhooshIndex) -> None:
    cell = a_document("cell", text="Chi bộ Tổ dân phố số 8 họp", number=2, symbol="02-BB/CB", type_code="BB")
    index.add([monthly(month) for month in range(2, 12)])
    index.add([cell])
    assert found(index, "chi bộ tổ dân phố số 8")[0] == "cell"


def test_the_title_counts_more_than_the_text(index: WhooshIndex) -> None:
    filler = "việc khác của chi bộ " * 3
    index.add([a_document(f"other{n}", title="Báo cáo tháng", text=filler) for n in range(5)])
    index.add([a_document("text", title="Báo cáo tháng", text=f"phòng chống dịch {filler}")])
    index.add([a_document("title", title="Phòng chống dịch", text=f"báo cáo tháng {filler}")])
    assert found(index, "phòng chống dịch")[:2] == ["title", "text"]


def test_the_newer_of_equals_comes_first(index: WhooshIndex) -> None:
    index.add([a_document(f"y{year}", text="họp chi bộ", date=date(year, 3, 1)) for year in (2021, 2023, 2022)])
    assert found(index, "họp chi bộ") == ["y2023", "y2022", "y2021"]


def test_whoever_sorts_by_date_still_gets_all_the_words_first(index: WhooshIndex) -> None:
    index.add(
        [
            a_document("all-old", text="phòng dịch", date=date(2020, 1, 1)),
            a_document("all-new", text="phòng chống dịch", date=date(2021, 1, 1)),
            a_document("some", text="phòng họp", date=date(2022, 1, 1)),
        ]
    )
    assert found(index, "phòng dịch", sort=Sort.NEWEST) == ["all-new", "all-old", "some"]
    assert found(index, "phòng dịch", sort=Sort.OLDEST) == ["all-old", "all-new", "some"]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("nghị quyết phòng chống dịch", False),
        ("nghị quyết nào nói về đảng phí?", True),
        ("đảng phí thu thế nào", True),
        ("dang phi bao nhieu", True),
        ("lãnh đạo thực hiện nhiệm vụ chính trị và xây dựng đảng bộ trong sạch vững mạnh", True),
        ('"thu thế nào" đảng phí', False),
        ("số 12-NQ/CB", False),
        ("", False),
    ],
)
def test_a_question_is_told_from_keywords(text: str, question: bool) -> None:
    assert is_question(parse(text, TODAY)) is question


def test_a_question_is_answered_by_relevance_and_still_counts_all_words(index: WhooshIndex) -> None:
    index.add([a_document("answer", text="đảng phí thu theo tháng"), a_document("other", text="họp tháng " * 30)])
    answer = ask(index, "đảng phí được thu như thế nào?")
    assert (answer.hits[0].record_id, answer.all_words) == ("answer", 0)
