"""Whatever is typed into the field for searching is answered: by the service with its receipt, and by the page."""

from __future__ import annotations

import random
import re
from pathlib import Path

from archive_service.sentences.query_notes import QUERY_NOTES
from indexer import query, query_items
from tests.api.house import House, said
from tests.query.test_naughty_queries import NAUGHTY
from tests.web.visitor import signed_in

RANDOM = 60


def questions() -> list[str]:
    chance = random.Random(4)
    drawn = [chance.randbytes(chance.randrange(1, 60)).decode("utf-8", "surrogateescape") for _ in range(RANDOM)]
    return [*NAUGHTY, *drawn]


def test_the_service_answers_whatever_is_typed(house: House) -> None:
    archive = house.archive
    auditor = archive.accounts.actor_with_token(house.tokens["auditor"], "api")
    for text in questions():
        result = archive.search.search(auditor, text)
        assert result.all_words <= result.total, text
        assert result.receipt > 0, text


def test_the_page_answers_whatever_is_typed(house: House) -> None:
    visitor = signed_in(house, "auditor")
    for text in questions()[::2]:
        answer = visitor.client.get("/search", query_string={"q": text.encode("utf-8", "surrogatepass")})
        assert answer.status_code == 200, text


def test_what_was_not_understood_is_said_at_every_door(house: House) -> None:
    asked = 'họp "chi bộ quý 7/2022'
    notes = said(house.client("auditor").get("/search", q=asked))["notes"]
    assert [(note["code"], note["text"]) for note in notes] == [
        ("unclosed_quote", '"chi bộ quý 7/2022'),
        ("impossible_date", "quý 7/2022"),
    ]
    visitor = signed_in(house, "auditor")
    page = visitor.client.get("/search", query_string={"q": asked}).text
    assert "Ngày không có thật, tìm như chữ thường: quý 7/2022" in page
    cut = visitor.client.get("/search", query_string={"q": "nước " * 1_000}).text
    assert "Câu tìm quá dài" in cut


def test_every_note_has_its_sentence() -> None:
    written = Path(query_items.__file__).read_text("utf-8") + Path(query.__file__).read_text("utf-8")
    assert set(re.findall(r'"(\w+)"', "".join(re.findall(r"note\(([^,]+),", written)))) == set(QUERY_NOTES)
    for note in QUERY_NOTES.values():
        assert note.vi.format(text="x") != note.en.format(text="x")
