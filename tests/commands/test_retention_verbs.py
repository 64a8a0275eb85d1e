"""Keeping, destroying and handing over from the command line: one walk for each group of verbs, by two people."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from archive_service.domain.local_time import local_day
from tests.commands.terminal import Terminal
from tests.extraction.papers import RESOLUTION, pdf_with_text

RECEIVER = "Lưu trữ lịch sử của Đảng ở Tỉnh ủy"
LAST_LIST = "tagmanifest-sha512.txt"


class Person:
    """Somebody at the machine, who brings a token."""

    def __init__(self, terminal: Terminal, login: str, grant: str) -> None:
        added = terminal.run("user", "add", login, "--name", login, "--grant", grant)
        assert added.exit_code == 0, added.output
        secret = terminal.run("token", "issue", login).stdout.strip().splitlines()[-1]
        self.terminal, self.token = terminal, {"ARCHIVE_TOKEN": secret}

    def run(self, *words: str | Path, code: int = 0) -> Result:
        result = self.terminal.run(*words, env=self.token)
        assert result.exit_code == code, result.output
        return result

    def json(self, *words: str | Path) -> list[dict[str, Any]]:
        return self.terminal.json(*words, env=self.token)


@pytest.fixture(scope="module")
def people(terminal: Terminal) -> Mapping[str, Person]:
    """An archivist who proposed the shipped rules, and a leader who approved them."""
    found = {
        "archivist": Person(terminal, "vanthu", "archivist:DB-YT"),
        "leader": Person(terminal, "lanhdao", "leader:DB-YT"),
    }
    found["archivist"].run("rule", "propose")
    found["leader"].run("rule", "approve", "all")
    return found


def deposited(person: Person, folder: Path, words: str, type_code: str, day: str, *more: str) -> str:
    file = pdf_with_text(folder / f"{words}.pdf", (*RESOLUTION, words))
    about = ("--unit", "CB-A", "--type", type_code, "--title", words, "--date", day)
    return str(person.json("deposit", file, *about, *more)[0]["id"])


def signed(folder: Path) -> Path:
    paper = folder / "da ky.pdf"
    paper.write_bytes(b"%PDF-1.4 signed")
    return paper


def entered(number: str) -> tuple[str, ...]:
    return "--number", number, "--day", local_day(datetime.now(UTC)).isoformat()


def test_a_hold_is_placed_by_one_and_lifted_by_two(people: Mapping[str, Person], tmp_path: Path) -> None:
    archivist, leader = people["archivist"], people["leader"]
    record = deposited(archivist, tmp_path, "Biên bản bị giữ", "BB", "2024-03-05")
    order = ("--reason", "Thanh tra", "--authority", "UBKT", "--document", "5-QĐ/UBKT")
    (placed,) = archivist.json("hold", "place", "--record", record, *order)
    assert [each["id"] for each in archivist.json("hold", "list")] == [placed["id"]]
    assert "5-QĐ/UBKT: Thanh tra (UBKT)" in leader.run("hold", "show", placed["id"]).output
    assert "lifting asked" in archivist.run("hold", "lift-propose", placed["id"], "--reason", "Xong").output
    assert "Nobody may approve" in archivist.run("hold", "lift-approve", placed["id"], code=1).output
    leader.json("hold", "lift-approve", placed["id"])
    assert archivist.json("hold", "list") == []
    assert [each["id"] for each in archivist.json("hold", "list", "--lifted")] == [placed["id"]]


def test_a_list_is_destroyed_after_its_papers(people: Mapping[str, Person], tmp_path: Path) -> None:
    archivist, leader, paper = people["archivist"], people["leader"], signed(tmp_path)
    going, kept = (deposited(archivist, tmp_path, words, "GK", "2010-05-05") for words in ("Khen một", "Khen hai"))
    assert {each["id"] for each in archivist.json("dispose", "due", "--year", "2021")} == {going, kept}
    (listed,) = archivist.json("dispose", "propose", going, kept, "--title", "Đợt 1")
    views = tmp_path / "views.csv"
    with views.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([("record", "outcome", "years", "dissent"), (kept, "keep", "", "còn dùng")])
    archivist.run("dispose", "submission", listed["id"], paper, *entered("1-TTr"))
    names = ("--chair", "Nguyễn Văn An", "--secretary", "Trần Thị Bình", "--member", "Lê Văn Cường")
    (founded,) = archivist.json("dispose", "founding", listed["id"], paper, *entered("1-QĐ"), *names)
    assert founded["council"] == {"chair": names[1], "secretary": names[3], "members": [names[5]]}
    archivist.run("dispose", "weigh", listed["id"], views)
    archivist.run("dispose", "print", listed["id"], "minutes", "--out", tmp_path / "bien ban.pdf")
    archivist.run("dispose", "council", listed["id"], paper, *entered("1-BB"), "--views", views)
    archivist.run("dispose", "request", listed["id"], paper, *entered("1-CV"))
    archivist.run("dispose", "superior", listed["id"], paper, *entered("2-CV"))
    archivist.run("dispose", "decide", listed["id"], paper, *entered("3-QĐ"), code=3)
    leader.run("dispose", "decide", listed["id"], paper, *entered("3-QĐ"))
    printed = tmp_path / "danh muc.docx"
    archivist.run("dispose", "print", listed["id"], "list", "--out", printed)
    assert printed.read_bytes()[:2] == b"PK"
    archivist.run("dispose", "execute", listed["id"], code=1)
    handing_over = ("dispose", "handover", listed["id"], paper, *entered("4-BB"), "--keeper", "Bình")
    archivist.run(*handing_over, "--destroyer", "Bình", code=1)
    archivist.run(*handing_over, "--destroyer", "Dũng")
    archivist.run("dispose", "execute", listed["id"])
    assert people["archivist"].terminal.run("worker", "--once").exit_code == 0
    assert "destroyed: 1 of 2" in archivist.run("dispose", "show", listed["id"]).output
    archivist.run("dispose", "certificate", listed["id"], paper, *entered("5-BB"))
    assert [each["id"] for each in archivist.json("dispose", "tombstones")] == [going]
    assert archivist.json("rule", "explain", kept)


def test_the_day_a_paper_ceased_to_be_in_force_is_noted(people: Mapping[str, Person], tmp_path: Path) -> None:
    archivist = people["archivist"]
    decree = deposited(archivist, tmp_path, "Nghị định mẫu", "NĐ", "2010-05-05")
    (before,) = archivist.json("rule", "explain", decree)
    assert (before["state"], before["next_step"]) == ("event_pending", "record_event")
    noting = ("rule", "end-of-force", decree, "--document", "30/2022/NĐ-CP", "--day")
    archivist.run(*noting, "2010-05-04", code=1)
    people["leader"].run(*noting, "2022-06-30", code=3)
    assert "since 2022-06-30: kept through" in archivist.run(*noting, "30/06/2022").output
    (after,) = archivist.json(*noting, "2022-06-29")
    assert (after["state"], after["event_on"], after["review_from"]) == ("due", "2022-06-29", "2023-01-01")


def test_a_dossier_is_handed_over_and_leaves(people: Mapping[str, Person], tmp_path: Path) -> None:
    archivist, leader, paper = people["archivist"], people["leader"], signed(tmp_path)
    dossier = archivist.run(
        "dossier", "open", "Nghị quyết 2015", "--unit", "CB-A", "--opened", "01/01/2015"
    ).stdout.strip()
    deposited(archivist, tmp_path, "Nghị quyết nộp lưu", "NQ", "2015-03-05", "--dossier", dossier)
    archivist.run("dossier", "close", dossier, "--on", "31/12/2015")
    (due,) = archivist.json("transfer", "due")
    assert (due["id"], due["last_day"], due["article"]) == (dossier, "2021-12-31", "điều 17")
    transfer = archivist.run("transfer", "propose", "Đợt 1", dossier, "--to", RECEIVER).stdout.strip()
    packages = tmp_path / "goi"
    packages.mkdir()
    archivist.run("transfer", "pack", transfer, packages)
    digest = hashlib.sha256((packages / f"nop-luu-{dossier}" / LAST_LIST).read_bytes()).hexdigest()
    assert (packages / "bien-ban-giao-nhan.docx").read_bytes()[:2] == b"PK"
    assert (packages / "bien-ban-giao-nhan.pdf").read_bytes()[:5] == b"%PDF-"
    (handed,) = archivist.json("transfer", "hand-over", transfer, paper, *entered("1-BB"))
    assert [each["digest"] for each in handed["items"]] == [digest]
    archivist.run("transfer", "receive", transfer, paper, digest, *entered("2-BN"), code=3)
    leader.run("transfer", "receive", transfer, paper, "0" * 64, *entered("2-BN"), code=1)
    leader.run("transfer", "receive", transfer, paper, digest, *entered("2-BN"))
    archivist.run("transfer", "drop", transfer, code=1)
    released = archivist.run("transfer", "release", transfer).output
    assert (dossier in released, "1 left" in released) == (True, True)
    (shown,) = archivist.json("transfer", "show", transfer)
    assert (shown["state"], shown["receiver"], len(shown["items"][0]["left"])) == ("transferred", RECEIVER, 1)
    assert [each["id"] for each in leader.json("transfer", "list")] == [transfer]
