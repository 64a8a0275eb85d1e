"""What `tests/leaks` does not ask of all alike: what a paper itself tells, and people with roles of their own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

from werkzeug.test import TestResponse

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


def test_a_unit_out_of_reach_never_was(house: House) -> None:
    units = {unit["code"]: unit["id"] for unit in said(house.client("archivist").get("/units"))["units"]}
    secretary = house.client("secretary_a")
    assert [unit["code"] for unit in said(secretary.get("/units"))["units"]] == ["CB-A"]
    assert both(secretary, "/search?unit={}", "CB-B", "CB-X").status_code == 422
    assert both(secretary, "/search?unit={}", units["CB-B"], f"unit_{NOBODYS}").status_code == 422
    assert both(secretary, "/units?after={}", units["CB-B"], "unit_" + units["CB-B"][5:-1] + "0").status_code == 200


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


def test_the_log_and_the_queue_are_for_those_who_look_after_them(house: House) -> None:
    for person, status in (("secretary_a", 403), ("archivist", 403), ("auditor", 200), ("administrator", 200)):
        assert house.client(person).get("/audit").status_code == status
    for person, status in (("secretary_a", 403), ("auditor", 403), ("administrator", 200)):
        assert house.client(person).get("/jobs").status_code == status
