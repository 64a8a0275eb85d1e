"""The reader of supporting papers, case by case; what is not printed is not made up."""

from __future__ import annotations

import random
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.model import PageText, TextSource
from indexer.text.evidence import read_evidence
from indexer.text.evidence_model import EvidenceKind, EvidencePaper
from tests.text.evidence_cases import _OF_CELL, AWARDS, CHATS, GIFTS, NO_EVIDENCE, REPORTS


def read(text: str, source: TextSource = TextSource.LAYER, **properties: str) -> EvidencePaper | None:
    return read_evidence([PageText(1, text, source)], properties)


def values(paper: EvidencePaper) -> dict[str, Any]:
    """The values of the facts, days as ISO 8601."""
    said = {name: field.value for name, field in paper.facts.items()}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        pytest.param(kind, *case, id=f"{kind}: {name}")
        for kind, cases in (("award", AWARDS), ("gifts", GIFTS), ("chat", CHATS))
        for name, case in cases.items()
    ],
)
def test_a_supporting_paper(kind: str, text: str, expected: dict[str, Any]) -> None:
    paper = read(text)
    assert paper is not None
    assert paper.kind.value == kind
    found = values(paper)
    assert {name: found.get(name) for name in expected} == expected


@pytest.mark.parametrize(("title", "span"), REPORTS.items())
def test_the_span_of_a_report(title: str, span: str | None) -> None:
    paper = read(_OF_CELL.format(title))
    assert paper is not None
    assert paper.kind is EvidenceKind.REPORT
    assert values(paper).get("span") == span


@pytest.mark.parametrize("text", NO_EVIDENCE)
def test_other_papers_are_none(text: str) -> None:
    assert read(text) is None


def test_every_value_bears_its_line_and_a_confidence() -> None:
    for text, _ in (*AWARDS.values(), *GIFTS.values(), *CHATS.values()):
        for source in (TextSource.LAYER, TextSource.OCR):
            paper = read(text, source)
            assert paper is not None
            for name, field in paper.facts.items():
                assert field.evidence, name
                assert 0 < field.confidence <= 1
                for part in field.evidence.replace(" / ", "\n").replace(" … ", "\n").splitlines():
                    assert part in " ".join(text.replace("|", " ").split())


def test_recognised_rows_are_sure_only_where_they_add_up() -> None:
    agreeing, off = (
        read(GIFTS[name][0], TextSource.OCR) for name in ("rows that add up", "a total that is not the sum")
    )
    assert agreeing is not None
    assert off is not None
    assert all(gift.confidence >= 0.9 for gift in agreeing.gifts)
    assert agreeing.facts["sum"].sure
    assert not any(gift.confidence >= 0.9 for gift in off.gifts)
    assert not off.facts["sum"].sure
    award = read(AWARDS["of the Party"][0], TextSource.OCR)
    assert award is not None
    assert not any(field.sure for name, field in award.facts.items() if name != "family")


def test_rows_bear_name_amount_and_day() -> None:
    paper = read(GIFTS["cells with bars"][0])
    assert paper is not None
    assert [(gift.name, gift.amount, gift.day) for gift in paper.gifts] == [
        ("Nguyễn Văn An", 100_000, date(2021, 6, 11)), ("Trần Thị Bé", 50_000, None),
    ]  # fmt: skip
    short = read(GIFTS["cells with bars"][0].replace("11/06/2021", "11/06"))
    assert short is not None
    assert short.gifts[0].day == date(2021, 6, 11)


@given(st.lists(st.integers(1, 9_999), min_size=1, max_size=60), st.integers(-5, 5))
def test_the_sum_is_checked(thousands: list[int], off: int) -> None:
    """Whatever the amounts: the sum is theirs, and a total that is off says by how much."""
    amounts = [each * 1000 for each in thousands]
    total = max(sum(amounts) + off * 1000, 1000)
    rows = "\n".join(f"{n} Nguyễn Văn An {amount:,}".replace(",", ".") for n, amount in enumerate(amounts, start=1))
    paper = read(f"DANH SÁCH ỦNG HỘ BÃO LŨ\n{rows}\nTổng cộng {total:,}".replace(",", "."))
    assert paper is not None
    found = values(paper)
    assert (found["givers"], found["sum"]) == (len(amounts), sum(amounts))
    assert found.get("difference", 0) == total - sum(amounts)


def test_a_list_over_many_pages_is_read_whole_and_bounded() -> None:
    rows = [f"{n} Lê Thị Hoa {random.Random(n).randint(1, 99)}0.000" for n in range(1, 25_001)]
    pages = [PageText(1, "DANH SÁCH ỦNG HỘ BÃO LŨ\n" + "\n".join(rows[:100]), TextSource.LAYER)]
    pages += [
        PageText(2 + at // 100, "\n".join(rows[at : at + 100]), TextSource.LAYER) for at in range(100, 25_000, 100)
    ]
    assert len(read_evidence(pages[:50], {}).gifts) == 5_000  # type: ignore[union-attr]
    assert len(read_evidence(pages, {}).gifts) < 20_000  # type: ignore[union-attr]


def test_a_photo_tells_when_and_where_its_camera_thought_it_was() -> None:
    paper = read("", photo_taken_at="2021-06-05T08:30:00", photo_north="21.71670", photo_east="104.89860")
    assert paper is not None
    assert paper.kind is EvidenceKind.PHOTO
    assert paper.facts["taken_at"].value == datetime.fromisoformat("2021-06-05T08:30:00")
    assert paper.facts["place"].value == "21.71670, 104.89860"
    assert not any(field.sure for field in paper.facts.values())
    assert read("", photo_taken_at="hôm qua") is None


def test_a_paper_of_the_state_is_told_apart() -> None:
    paper = read("UBND PHƯỜNG YÊN THỊNH CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 15/QĐ-UBND\nQUYẾT ĐỊNH\nvề việc x")
    assert paper is not None
    assert paper.kind is EvidenceKind.STATE_PAPER
    assert "CỘNG HÒA" in paper.facts["family"].evidence


@given(st.text(alphabet="Nguyễn Văn giấykhenDANHSÁCHủnghộ0123456789.,/:-|\n ", max_size=400))
def test_nothing_makes_it_fail(text: str) -> None:
    for name in ("GIẤY KHEN\n", "DANH SÁCH ỦNG HỘ\n", "Nhóm Zalo: A\n", ""):
        read(name + text)
