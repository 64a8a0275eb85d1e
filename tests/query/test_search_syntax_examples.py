"""Every example of docs/search-syntax, in both languages, does what the page says."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from indexer.engines.whoosh.index import WhooshIndex
from indexer.model import IndexDocument, PageText, SearchRequest, Visibility, VisibilityClause
from indexer.query import parse

DOCS = Path(__file__).resolve().parents[2] / "docs"
TODAY = date(2022, 11, 23)
EVERYTHING = Visibility((VisibilityClause(unit_ids=None, access_levels=None),))

# Example to (records that must come first, in this order; how many hold all the words; how many are found).
EXPECTED: dict[str, tuple[list[str], int, int]] = {
    "nghị quyết phòng dịch": (["nq-feb"], 1, 4),
    "nghi quyet phong dich": (["nq-feb"], 1, 4),
    '"phòng chống dịch"': (["nq-feb"], 1, 1),
    "phòng AND dịch": (["nq-feb"], 1, 1),
    "vắc xin OR khẩu trang": (["kl-2021", "bb-mar"], 2, 2),
    "phòng NOT khẩu": (["nq-feb"], 1, 1),
    'phòng -"khẩu trang"': (["nq-feb"], 1, 1),
    "(vắc xin OR khẩu trang) AND phòng": (["bb-mar"], 1, 1),
    "khâ*": (["bb-mar"], 1, 1),
    "khẫu~": (["bb-mar"], 1, 1),
    "tiêu đề:dịch": (["nq-feb"], 1, 1),
    'nội dung:"khẩu trang"': (["bb-mar"], 1, 1),
    'chi bộ:"Châu Giang"': (["bb-mar"], 1, 1),
    'loại:"biên bản"': (["bb-mar"], 1, 1),
    "số:12": (["nq-feb"], 1, 1),
    "12-NQ/CB": (["nq-feb", "bb-mar"], 2, 2),
    "12/NQ-CB": (["nq-feb", "bb-mar"], 2, 2),
    "nq 12/cb": (["nq-feb", "bb-mar"], 2, 2),
    "12 nq cb": (["nq-feb", "bb-mar"], 2, 2),
    "nghị quyết số 12": (["nq-feb", "bb-mar"], 2, 2),
    "số 12": (["nq-feb", "bb-mar"], 2, 2),
    "tháng 3/2022": (["nq-mar", "bb-mar"], 2, 2),
    "nghị quyết tháng 3/2022": (["nq-mar", "bb-mar"], 2, 4),
    "nq 3/2022": (["nq-mar"], 1, 1),
    "quý 1 2022": (["nq-feb", "nq-mar", "bb-mar"], 3, 3),
    "năm 2022": (["nq-feb", "nq-mar", "bb-mar"], 3, 3),
    "nhiệm kỳ 2020-2025": ([], 4, 4),
    "02/2022..03/2022": ([], 3, 3),
    "từ tháng 2 đến tháng 3 năm 2022": ([], 3, 3),
    "kỳ:03/2022": (["bb-mar", "nq-mar"], 2, 2),
    "ngày:28/02/2022": (["nq-mar"], 1, 1),
    "từ:01/03/2022 đến:31/12/2022": (["bb-mar"], 1, 1),
}


def record(record_id: str, title: str, text: str, symbol: str, day: date, period: str, unit: str) -> IndexDocument:
    return IndexDocument(
        record_id=record_id,
        record_class="resolution",
        type_code=symbol.split("-")[1].split("/", maxsplit=1)[0],
        title=title,
        unit_id=unit,
        lifecycle="issued",
        access_level="internal",
        number=int(symbol.split("-", maxsplit=1)[0]),
        symbol=symbol,
        unit_names=(unit,),
        date=day,
        period=period,
        pages=(PageText(1, text),),
    )


RECORDS = (
    record(
        "nq-feb",
        "Nghị quyết phòng chống dịch",
        "Chi bộ bàn việc chung",
        "12-NQ/CB",
        date(2022, 2, 5),
        "2022-02",
        "Tổ 8",
    ),
    record("nq-mar", "Nghị quyết lãnh đạo nhiệm vụ", "Thu đảng phí", "13-NQ/CB", date(2022, 2, 28), "2022-03", "Tổ 8"),
    record(
        "bb-mar",
        "Biên bản sinh hoạt",
        "Thực hiện nghị quyết số 12-NQ/CB: phát khẩu trang cho các phòng học",
        "03-BB/CB",
        date(2022, 3, 3),
        "2022-03",
        "Thôn Châu Giang",
    ),
    record("kl-2021", "Kết luận", "Vận động tiêm vắc xin, nghị sự", "01-KL/CB", date(2021, 9, 1), "2021-09", "Tổ 8"),
)


def examples(page: Path) -> Iterator[str]:
    for line in page.read_text("utf-8").splitlines():
        found = re.match(r"\| `([^`]+)` \|", line)
        if found:
            yield found[1]


def other_ways(page: Path) -> Iterator[tuple[str, str]]:
    """An example and each other way of writing it that stands in brackets behind it."""
    for line in page.read_text("utf-8").splitlines():
        found = re.match(r"\| `([^`]+)` \|.*\((?:also|cũng là) (.+?)\)", line)
        if found:
            yield from ((found[1], other) for other in re.findall("`([^`]+)`", found[2]) if not other.endswith(":"))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> WhooshIndex:
    index = WhooshIndex(tmp_path_factory.mktemp("syntax") / "index")
    index.rebuild(RECORDS)
    return index


@pytest.mark.parametrize("page", ["search-syntax.md", "search-syntax.vi.md"])
def test_both_pages_show_the_examples_that_are_tested(page: str) -> None:
    assert sorted(examples(DOCS / page)) == sorted(EXPECTED)


@pytest.mark.parametrize("text", EXPECTED)
def test_an_example_does_what_the_page_says(index: WhooshIndex, text: str) -> None:
    query = parse(text, TODAY)
    assert query.notes == ()
    answer = index.search(SearchRequest(visible=EVERYTHING, query=query))
    first, all_words, total = EXPECTED[text]
    ids = [hit.record_id for hit in answer.hits]
    assert (sorted(ids[: len(first)]), answer.all_words, answer.total) == (sorted(first), all_words, total), ids
    assert not first or ids[0] == first[0] or len(first) == all_words == total


@pytest.mark.parametrize("page", ["search-syntax.md", "search-syntax.vi.md"])
def test_other_ways_of_writing_an_example_find_the_same(index: WhooshIndex, page: str) -> None:
    def found(text: str) -> set[str]:
        hits = index.search(SearchRequest(visible=EVERYTHING, query=parse(text, TODAY))).hits
        return {hit.record_id for hit in hits}

    pairs = list(other_ways(DOCS / page))
    assert len(pairs) >= 7
    for example, other in pairs:
        assert found(other) == found(example), other


def test_of_near_words_the_word_itself_comes_first(index: WhooshIndex) -> None:
    near = index.search(SearchRequest(visible=EVERYTHING, query=parse("thu~", TODAY))).hits
    assert [hit.record_id for hit in near] == ["nq-mar", "bb-mar"]  # "thực" is younger
