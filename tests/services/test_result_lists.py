"""The complete list of a search: nothing missing, nothing that is not the reader's, nothing Excel would run."""

from __future__ import annotations

import csv
import hashlib
import io
import json

import pytest

from archive_service.domain.records import AccessLevel, Lifecycle, RecordClass
from archive_service.services.result_lists import _WORDS, _in_words
from archive_service.web.labels import LABELS
from tests.api.house import House, said
from tests.web.visitor import signed_in


def table(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_list_is_whole_and_says_what_it_is(house: House) -> None:
    secretary = house.client("secretary_a")
    answer = secretary.get("/search/export", q="nghi quyet")
    assert answer.headers["Content-Type"].startswith("text/csv")
    rows = table(answer.data)
    head = dict(row for row in rows if len(row) == 2)
    assert (head["Câu tìm"], head["Người lập"]) == ("nghi quyet", "secretary_a")
    body = rows[rows.index([]) + 2 : -1]
    assert {row[6] for row in body} == {"CB-A"}
    assert house.records["CB-A"] in {row[0] for row in body}
    (own,) = (row[9:12] for row in body if row[0] == house.records["CB-A"])
    assert own == ["Nghị quyết, kết luận, biên bản", "Đã ban hành", "Nội bộ"]
    assert rows[-1] == ["Hết danh sách", str(len(body))]
    total = said(secretary.get("/search", q="nghi quyet"))["total"]
    assert len(body) == total == int(head["Số tài liệu tìm thấy"])


def test_excel_set_to_vietnam_gets_semicolons(own_house: House) -> None:
    archivist = own_house.client("archivist")
    kept = archivist.deposit(b"noi dung", "a.txt", unit="CB-A", title='Nước; "đường", điện', period="2022-Q1")
    assert kept.status_code == 201, kept.text
    own_house.index()
    commas = table(archivist.get("/search/export", q="nuoc").data)
    answered = archivist.get("/search/export", q="nuoc", separator="semicolon").data
    semicolons = list(csv.reader(io.StringIO(answered.decode("utf-8-sig")), delimiter=";"))
    body = slice(commas.index([]), None)
    assert semicolons[body] == commas[body]
    (kept_row,) = (row for row in semicolons if len(row) > 4 and row[4] == 'Nước; "đường", điện')
    assert kept_row[8] == "quý 1/2022"
    page = signed_in(own_house, "archivist")
    assert "/search/export.csv?q=nuoc&amp;separator=semicolon" in page.open("/search?q=nuoc").text
    on_page = page.open("/search/export.csv?q=nuoc&separator=semicolon").data.splitlines()
    assert on_page[-1] == answered.splitlines()[-1] == f"Hết danh sách;{len(commas[body]) - 3}".encode()
    assert archivist.get("/search/export", q="nuoc", separator="tab").status_code == 422


@pytest.mark.parametrize(
    ("period", "words"), [("2022-03", "tháng 03/2022"), ("2022-Q1", "quý 1/2022"), ("2022", "năm 2022"), (None, "")]
)
def test_a_period_is_written_so_that_excel_makes_no_day_of_it(period: str | None, words: str) -> None:
    assert _in_words(period) == words


def test_every_code_has_a_word_in_the_table() -> None:
    codes = [*RecordClass, *Lifecycle, *AccessLevel]
    assert set(_WORDS) == set(codes)
    names = ("class", "lifecycle", "access_level")
    assert set(_WORDS.values()) == {word for name in names for word in LABELS[name].values()}


def test_the_receipt_proves_the_list(own_house: House) -> None:
    lines = own_house.client("archivist").get("/search/export", format="jsonl", q="nghi quyet").data.splitlines()
    head, *records, end = [json.loads(line) for line in lines]
    assert end == {"end": len(records)} == {"end": 2}
    (event,) = said(own_house.client("administrator").get("/audit", act="export_search"))["events"]
    assert event["number"] == head["head"]["receipt"]
    listed = "\n".join(record["id"] for record in records).encode()
    assert event["details"]["list_sha256"] == hashlib.sha256(listed).hexdigest()


def test_a_title_is_never_a_formula(own_house: House) -> None:
    archivist = own_house.client("archivist")
    for number, title in enumerate(["=HYPERLINK(1)", "+1", "-1", "@x", " =1", '"; =1', "a, b\u2028c"]):
        kept = archivist.deposit(f"so {number}".encode(), f"{number}.txt", unit="CB-A", title=title)
        assert kept.status_code == 201, kept.text
    own_house.index()
    rows = table(archivist.get("/search/export").data)
    titles = [row[4] for row in rows[rows.index([]) + 2 : -1]]
    assert len(titles) == 9
    assert not [title for title in titles if title.lstrip().startswith(("=", "+", "-", "@"))]


def test_the_page_offers_its_own_search(house: House) -> None:
    visitor = signed_in(house, "archivist")
    page = visitor.open("/search?q=nghi+quyet&type=NQ").text
    assert "/search/export.csv?q=nghi+quyet&amp;type=NQ" in page
    rows = table(visitor.open("/search/export.csv?q=nghi+quyet&type=NQ").data)
    assert dict(row for row in rows if len(row) == 2)["Điều kiện"] == '{"type_codes": ["NQ"]}'
    assert visitor.open("/search/export.exe?q=x").status_code == 422
