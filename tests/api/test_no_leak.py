"""What is not for a reader answers exactly as what never was: status, bytes and headers, on every route."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from werkzeug.test import TestResponse

from archive_service.api import ENDPOINTS
from archive_service.api.endpoint import Endpoint
from archive_service.bootstrap import local_operator
from archive_service.domain.access import Role
from tests.api.house import PASSWORD, Caller, House, said
from tests.extraction.papers import pdf_with_text

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


def both(caller: Caller, path: str, real: str, unknown: str, method: str = "GET", **sent: Any) -> TestResponse:
    """Ask for the real and for the unknown thing; the answers must not differ."""
    hidden = caller.ask(method, path.format(real), **sent)
    never = caller.ask(method, path.format(unknown), **sent)
    assert seen(hidden, without=real) == seen(never, without=unknown)
    return hidden


# What a scan has and a born-digital paper never; tests/web/test_recognition_doors.py shows them to who may see them.
OF_SCANS_ALONE = {"recognition", "stop_recognition", "reading_copy"}
# Every operation that is not about one record, by the test that knows of it. A new one is put here with its test.
ASKED_BELOW = {
    "records", "search", "export_search", "dossiers", "open_dossier", "dossier", "units", "completeness",
    "completeness_slot", "audit", "audit_sheet", "jobs", "custody", "recognitions", "locked_away", "receipt", "deposit",
    "export",
}  # fmt: skip
# About the register of units and not about records: whether they answer alike is not compared here.
OF_THE_REGISTER = {"find_units", "unit_tree", "look_alikes", "unit_changes", "unit_life", "unit_event"}
# Own to each person; tests/services/test_saved_searches.py and test_no_trace_of_secrets.py compare what they tell.
OF_ONE_PERSON = {"saved_searches", "save_search", "run_saved_search", "remove_saved_search"}
# Hands each paper to the service that `deposit` asks, with the same checks.
AS_DEPOSIT = {"batch"}
CORRECTION: dict[str, Any] = {"version": 1, "reason": "x", "fields": {"title": "x"}}
SENT = {"correct": CORRECTION, "accept_proposals": {"version": 1, "values": {"symbol": "12-NQ/CB"}}}
OF_ONE_RECORD = [endpoint for endpoint in ENDPOINTS if endpoint.path.startswith("/records/{id}")]


def test_no_operation_is_forgotten() -> None:
    about_one = {endpoint.name for endpoint in OF_ONE_RECORD}
    assert {endpoint.name for endpoint in ENDPOINTS} == (
        about_one | ASKED_BELOW | AS_DEPOSIT | OF_THE_REGISTER | OF_ONE_PERSON
    )


def test_no_list_names_what_is_hidden(house: House) -> None:
    hidden = house.records["CB-B"]
    for path in (
        "/records",
        "/search",
        "/search/export",
        "/recognitions",
        "/locked-away",
        "/custody",
        "/jobs",
        "/audit",
    ):
        assert hidden not in house.client("secretary_a").get(path).text
    for path in ("/completeness?unit={}&from=2026-01&to=2026-03", "/completeness/slot?unit={}&period=2026-03"):
        assert both(house.client("secretary_a"), path, "CB-B", "CB-X").status_code == 422
    assert both(house.client("secretary_a"), "/search/export?unit={}", "CB-B", "CB-X").status_code == 422
    assert house.client("secretary_a").get("/audit.csv").status_code == 403
    assert both(house.client("secretary_a"), "/export?record={}", hidden, f"rec_{NOBODYS}").status_code == 404
    unknown = f"dos_{NOBODYS}"
    assert both(house.client("secretary_a"), "/export?dossier={}", house.dossiers["CB-B"], unknown).status_code == 404


def test_a_receipt_of_somebody_else_never_was(house: House) -> None:
    searcher = house.archive.accounts.actor_with_token(house.tokens["secretary_b"], "api")
    theirs = house.archive.search.search(searcher, "thôn").receipt
    both(house.client("secretary_a"), "/receipts/{}", str(theirs), "999999999")


@pytest.mark.parametrize("endpoint", OF_ONE_RECORD, ids=lambda endpoint: endpoint.name)
def test_a_record_of_another_cell_never_was(house: House, endpoint: Endpoint[Any]) -> None:
    record = house.records["CB-B"]
    name = quote(said(house.client("archivist").get(f"/records/{record}"))["files"][0]["name"])
    path, method = endpoint.path, endpoint.method
    path = path.replace("{id}", "{}", 1).replace("{name}", name).replace("{number}", "1")
    sent: dict[str, Any] = {"json": SENT[endpoint.name]} if endpoint.name in SENT else {}
    if endpoint.name not in OF_SCANS_ALONE:
        assert house.client("secretary_b").ask(method, path.format(record), **sent).status_code != 404
    for person in ("secretary_a", "administrator"):
        answer = both(house.client(person), path, record, f"rec_{NOBODYS}", method, **sent)
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


def test_nothing_is_handed_in_to_a_unit_out_of_reach(house: House) -> None:
    """Nor does a wrong date, which is found later, tell that the unit is there."""
    secretary = house.client("secretary_a")
    wrong: tuple[dict[str, str], ...] = ({}, {"date": "2026-02-31"}, {"type": "không có"})
    for more in wrong:
        answers = [
            secretary.deposit(b"a paper of its own", "a.txt", None, unit=unit, **more) for unit in ("CB-B", "CB-X")
        ]
        assert seen(answers[0], without="CB-B") == seen(answers[1], without="CB-X")
        assert said(answers[0])["code"] == "unknown_unit"


def test_the_head_of_a_paper_does_not_tell_the_code_of_another_cell(house: House, tmp_path: Path) -> None:
    """A letterhead of a cell out of reach is read as one of a cell that never was."""
    refused = []
    for number, cell in enumerate(("CHI BỘ THÔN CHÂU GIANG", "CHI BỘ THÔN KHÔNG CÓ")):
        head = pdf_with_text(tmp_path / f"{number}.pdf", ("ĐẢNG BỘ PHƯỜNG YÊN THỊNH", cell, "NGHỊ QUYẾT")).read_bytes()
        refused.append(house.client("secretary_a").deposit(head, "a.pdf"))
    assert seen(refused[0]) == seen(refused[1])
    assert "CB-B" not in refused[0].text


def test_an_auditor_reads_the_log_of_the_assignment_only(own_house: House) -> None:
    operator = local_operator(own_house.archive)
    person = own_house.archive.accounts.create(operator, "cell_auditor", "", PASSWORD, [(Role.AUDITOR, "CB-A")])
    token = own_house.archive.accounts.issue_token(operator, person.login, "")[1]
    hidden = own_house.client("archivist").deposit(
        b"named opinions", "y kien.txt", unit="CB-A", title="Ý kiến", access_level="restricted"
    )
    own_house.client("secretary_b").get(f"/records/{own_house.records['CB-B']}")
    auditor = Caller(own_house.app.test_client(), token)
    log = auditor.get("/audit", limit=200).text
    assert own_house.records["CB-A"] in log
    assert own_house.records["CB-B"] not in log
    assert said(hidden)["id"] not in log
    for subject in (own_house.records["CB-B"], said(hidden)["id"]):
        both(auditor, "/audit?subject={}", subject, f"rec_{NOBODYS}")


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
