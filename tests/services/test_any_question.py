"""Whatever is typed into the field for searching is answered: by the service with its receipt, and by the page."""

from __future__ import annotations

import random

from tests.api.house import House
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
