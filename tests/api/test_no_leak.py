"""What is not for a reader answers exactly as what never was: status, bytes and headers, on every route."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from werkzeug.test import TestResponse

from archive_service.api import ENDPOINTS
from archive_service.api.endpoint import Endpoint
from tests.api.house import Caller, House, said

NOBODYS = "0" * 26
# What may differ between two answers to the same question: when and which request it was.
OF_THE_REQUEST = ("Date", "X-Request-Id")


def seen(response: TestResponse, *, without: str = "") -> tuple[int, str, list[tuple[str, str]]]:
    """An answer without what belongs to the one request, and without the word that was asked for."""
    text = response.get_data(as_text=True)
    if response.content_type == "application/problem+json":
        text = json.dumps({key: value for key, value in said(response).items() if key != "instance"})
    length = len(text)
    headers = [(name, value) for name, value in response.headers if name not in (*OF_THE_REQUEST, "Content-Length")]
    return response.status_code, text.replace(without, "…") if without else text, [*headers, ("length", str(length))]


def both(caller: Caller, path: str, real: str, unknown: str, method: str = "GET") -> TestResponse:
    """Ask for the real and for the unknown thing; the answers must not differ."""
    hidden = caller.ask(method, path.format(real))
    never = caller.ask(method, path.format(unknown))
    assert seen(hidden, without=real) == seen(never, without=unknown)
    return hidden


# What a scan has and a born-digital paper never; tests/web/test_recognition_doors.py shows them to who may see them.
OF_SCANS_ALONE = {"recognition", "stop_recognition", "reading_copy"}
OF_ONE_RECORD = [endpoint for endpoint in ENDPOINTS if endpoint.path.startswith("/records/{id}")]


@pytest.mark.parametrize("endpoint", OF_ONE_RECORD, ids=lambda endpoint: endpoint.name)
def test_a_record_of_another_cell_never_was(house: House, endpoint: Endpoint[Any]) -> None:
    record = house.records["CB-B"]
    name = quote(said(house.client("archivist").get(f"/records/{record}"))["files"][0]["name"])
    path, method = endpoint.path, endpoint.method
    path = path.replace("{id}", "{}", 1).replace("{name}", name).replace("{number}", "1")
    if endpoint.name not in OF_SCANS_ALONE:
        assert house.client("secretary_b").ask(method, path.format(record)).status_code != 404
    for person in ("secretary_a", "administrator"):
        answer = both(house.client(person), path, record, f"rec_{NOBODYS}", method)
        assert answer.status_code == 404


def test_a_dossier_of_another_cell_never_was(house: House) -> None:
    secretary = house.client("secretary_a")
    real, unknown = house.dossiers["CB-B"], f"dos_{NOBODYS}"
    assert both(secretary, "/dossiers/{}", real, unknown).status_code == 404
    assert both(secretary, "/records?dossier={}", real, unknown).status_code == 200
    assert both(secretary, "/search?dossier={}", real, unknown).status_code == 200


def test_a_unit_out_of_reach_never_was(house: House) -> None:
    units = {unit["code"]: unit["id"] for unit in said(house.client("archivist").get("/units"))["units"]}
    secretary = house.client("secretary_a")
    assert [unit["code"] for unit in said(secretary.get("/units"))["units"]] == ["CB-A"]
    assert both(secretary, "/search?unit={}", "CB-B", "CB-X").status_code == 422
    assert both(secretary, "/search?unit={}", units["CB-B"], f"unit_{NOBODYS}").status_code == 422
    assert both(secretary, "/units?after={}", units["CB-B"], "unit_" + units["CB-B"][5:-1] + "0").status_code == 200


def test_a_dossier_is_not_opened_for_a_unit_out_of_reach(house: House) -> None:
    secretary = house.client("secretary_a")
    answers = [secretary.ask("POST", "/dossiers", json={"unit": unit, "title": "x"}) for unit in ("CB-B", "CB-X")]
    assert seen(answers[0], without="CB-B") == seen(answers[1], without="CB-X")


def test_search_knows_nothing_of_another_cell(own_house: House) -> None:
    """Words that stand in the other cell only are words that stand nowhere."""
    secretary = own_house.client("secretary_a")
    there = said(own_house.client("secretary_b").get("/search", q="thôn"))
    assert there["total"] == 1
    hidden = said(secretary.get("/search", q="thôn"))
    nowhere = said(secretary.get("/search", q="thốn"))
    assert hidden == nowhere
    assert hidden["hits"] == []
    everything = said(secretary.get("/search"))
    assert everything["total"] == everything["completeness"]["records"] == 1
    assert {value["label"] for value in everything["facets"]["unit"]} == {"Chi bộ Tổ dân phố số 8"}
    assert sum(value["count"] for values in everything["facets"].values() for value in values) == len(
        everything["facets"]
    )


def test_lists_hold_only_what_the_reader_may_see(house: House) -> None:
    secretary = house.client("secretary_a")
    for record in said(secretary.get("/records", limit=200))["records"]:
        assert record["unit"]["code"] == "CB-A"
    assert [dossier["id"] for dossier in said(secretary.get("/dossiers"))["dossiers"]] == [house.dossiers["CB-A"]]
    assert house.records["CB-B"] not in secretary.get("/records", limit=200).get_data(as_text=True)


def test_the_same_bytes_in_another_cell_are_not_told(house: House) -> None:
    theirs = house.client("secretary_b")
    record = said(theirs.get(f"/records/{house.records['CB-B']}"))
    content = theirs.get(f"/records/{record['id']}/files/{quote(record['files'][0]['name'])}").data
    answer = house.client("archivist").deposit(content, "a.pdf", unit="CB-B")
    assert answer.status_code == 200
    mine = house.client("secretary_a").deposit(content, "a.pdf", unit="CB-A")
    assert mine.status_code == 201
    assert said(mine)["id"] != record["id"]


def test_a_dossier_of_another_cell_cannot_be_filed_in(house: House) -> None:
    secretary = house.client("secretary_a")
    answers = [
        secretary.deposit(b"to be filed away", "a.txt", unit="CB-A", dossier=dossier)
        for dossier in (house.dossiers["CB-B"], f"dos_{NOBODYS}")
    ]
    assert seen(answers[0], without=house.dossiers["CB-B"]) == seen(answers[1], without=f"dos_{NOBODYS}")
    assert said(answers[0])["code"] == "unknown_dossier"


def test_the_log_and_the_queue_are_for_those_who_look_after_them(house: House) -> None:
    for person, status in (("secretary_a", 403), ("archivist", 403), ("auditor", 200), ("administrator", 200)):
        assert house.client(person).get("/audit").status_code == status
    for person, status in (("secretary_a", 403), ("auditor", 403), ("administrator", 200)):
        assert house.client(person).get("/jobs").status_code == status
