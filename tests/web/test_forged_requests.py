"""Requests that another site makes a browser send: every form of every page asks for a token that is its own."""

from __future__ import annotations

import re

import pytest
from structlog.testing import capture_logs
from werkzeug.routing import Rule

from archive_service.api import NAME as REST
from archive_service.bootstrap import local_operator
from tests.api.house import House
from tests.web.visitor import Visitor, signed_in

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
VALUES = {"IntegerConverter": 1}


def changing(house: House) -> list[tuple[str, str]]:
    """Method and address of everything outside REST that changes something, with something in its variable parts."""
    rules = [rule for rule in house.app.url_map.iter_rules() if not rule.endpoint.startswith(f"{REST}.")]
    return sorted((method, filled(rule)) for rule in rules for method in (rule.methods or set()) - SAFE)


def filled(rule: Rule) -> str:
    parts = {name: VALUES.get(type(converter).__name__, "something") for name, converter in rule._converters.items()}
    built = rule.build(parts)
    assert built is not None
    return built[1]


def test_every_form_asks_for_the_token_of_its_own_session(house: House) -> None:
    """Also with the right cookie: the browser sends that by itself, also for another site."""
    visitor, other = signed_in(house, "archivist"), signed_in(house, "secretary_a")
    token = re.search(r'name="csrf-token" content="([^"]+)"', other.open("/account").text)
    assert token is not None
    before = last_number(house)
    addresses = changing(house)
    assert len(addresses) > 60
    passed = [
        (method, address, kind)
        for method, address in addresses
        for kind, form in {"none": {}, "another's": {"csrf_token": token[1]}, "empty": {"csrf_token": ""}}.items()
        if visitor.client.open(address, method=method, data=form).status_code != 401
    ]
    assert passed == []
    assert last_number(house) == before
    assert visitor.open("/account").status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_what_is_only_read_takes_no_other_method(house: House, method: str) -> None:
    visitor = signed_in(house, "archivist")
    assert visitor.client.open("/records", method=method).status_code in (401, 405)


@pytest.mark.parametrize(("method", "path"), [("DELETE", "/records"), ("TRACE", "/"), ("PUT", "/api/v1/records")])
def test_a_method_that_an_address_does_not_take_is_told_in_the_log(house: House, method: str, path: str) -> None:
    visitor = signed_in(house, "archivist")
    with capture_logs() as told:
        visitor.client.open(f"{path}?q=ai+hỏi+gì", method=method)
    (line,) = [each for each in told if each["event"] == "method refused"]
    assert (line["method"], line["path"], line["log_level"]) == (method, path, "warning")
    assert "ai" not in str(line)
    with capture_logs() as told:
        visitor.open("/records")
    assert [each for each in told if each["event"] == "method refused"] == []


def test_signing_in_is_not_forged_either(house: House) -> None:
    """Nobody is signed in as somebody else by another site."""
    visitor = Visitor(house)
    answer = visitor.client.post("/sign-in", data={"login": "archivist", "password": "một câu dài để thử"})
    assert answer.status_code == 401
    assert visitor.open("/account").status_code == 302


def last_number(house: House) -> int:
    return house.archive.audit.page(local_operator(house.archive), limit=1)[0].number
