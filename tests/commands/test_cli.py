"""The command line as scripts use it: stable JSON, exit codes, and sentences instead of traces."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.terminal import Terminal
from tests.extraction.papers import RESOLUTION, pdf_with_text

ROOT = Path(__file__).resolve().parents[2]
SHA512 = 128


def paper(folder: Path, name: str, *lines: str) -> Path:
    return pdf_with_text(folder / name, (*RESOLUTION, *lines))


def test_init_again_does_no_harm(terminal: Terminal) -> None:
    again = terminal.run("init")
    assert again.exit_code == 0
    assert "3 units" in again.output


def test_the_whole_way(terminal: Terminal, tmp_path: Path) -> None:
    file = paper(tmp_path, "nghị quyết 12.pdf", "Chi bộ thống nhất trồng hoa hướng dương.")
    (receipt,) = terminal.json("deposit", file, "--unit", "CB-A", "--type", "NQ", "--date", "05/02/2022")
    assert receipt == {
        "file": str(file),
        "status": "created",
        "id": receipt["id"],
        "sha512": hashlib.sha512(file.read_bytes()).hexdigest(),
        "code": None,
        "message": None,
    }
    (again,) = terminal.json("deposit", file, "--unit", "CB-A")
    assert (again["status"], again["id"]) == ("exists", receipt["id"])
    assert terminal.run("worker", "--once").exit_code == 0
    (answer,) = terminal.json("search", "huong duong")
    assert answer["total"] == answer["all_words"] == 1
    told = terminal.run("search", 'huong duong "').output
    assert "Thiếu dấu ngoặc kép đóng" in told or "A closing quotation mark is missing" in told
    assert ", page 1" in told
    assert "Did you mean: hướng" in terminal.run("search", "huongg").output
    hit = answer["hits"][0]
    assert hit["id"] == receipt["id"]
    assert hit["pages"] == [1]
    assert "<mark>" in hit["snippet"]
    assert set(hit) >= {"id", "title", "class", "type", "number", "unit", "date", "period", "score", "pages", "snippet"}
    assert set(hit["unit"]) == {"id", "code", "name", "name_then"}
    completeness = answer["completeness"]
    assert (
        completeness["with_text"]
        + completeness["pending"]
        + sum(each["count"] for each in completeness["without_text"])
        == completeness["records"]
    )
    assert completeness["as_of"].endswith("Z")
    (shown,) = terminal.json("show", receipt["id"])
    assert shown["date"] == "2022-02-05"
    output = tmp_path / "out.pdf"
    assert terminal.run("get", receipt["id"], "-o", output).exit_code == 0
    assert output.read_bytes() == file.read_bytes()


def test_originals_can_be_piped(terminal: Terminal, tmp_path: Path) -> None:
    file = paper(tmp_path, "ống.pdf", "đi qua ống dẫn")
    (receipt,) = terminal.json("deposit", file, "--unit", "CB-A")
    piped = subprocess.run(
        [sys.executable, "cli.py", "get", receipt["id"]],
        cwd=ROOT,
        env={**os.environ, **terminal.environment},
        capture_output=True,
        check=True,
    )
    assert piped.stdout == file.read_bytes()


def test_a_folder_gives_a_receipt_a_file_and_can_be_run_again(terminal: Terminal, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    for number in range(3):
        paper(folder, f"tờ {number}.pdf", f"nội dung tờ số {number}")
    (folder / "rỗng.pdf").touch()
    (folder / ".hidden").write_text("left alone", encoding="utf-8")
    first = terminal.json("deposit", folder, "--unit", "CB-A", code=1)
    assert sorted(each["status"] for each in first) == ["created", "created", "created", "refused"]
    refused = next(each for each in first if each["status"] == "refused")
    assert refused["code"] == "empty_file"
    assert "empty" in refused["message"]
    again = terminal.json("deposit", folder, "--unit", "CB-A", code=1)
    assert sorted(each["status"] for each in again) == ["exists", "exists", "exists", "refused"]
    assert {each["id"] for each in again} == {each["id"] for each in first}


def manifest(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "manifest.csv"
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, sorted({name for row in rows for name in row}))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_wrong_row_is_named_and_the_others_go_in(terminal: Terminal, tmp_path: Path) -> None:
    for number in range(4):
        paper(tmp_path, f"{number}.pdf", f"bản kê số {number}")
    rows = (
        {"file": "0.pdf", "record": "a", "unit": "CB-A", "title": "Hai tệp một hồ sơ"},
        {"file": "1.pdf", "record": "a", "unit": "CB-A"},
        {"file": "2.pdf", "record": "b", "unit": "CB-A", "date": "31/02/2022"},
        {"file": "3.pdf", "record": "c", "unit": "CB-X"},
        {"file": "missing.pdf", "record": "d", "unit": "CB-A"},
    )
    receipts = terminal.json("deposit", "--manifest", manifest(tmp_path, *rows), code=1)
    assert [each["status"] for each in receipts] == ["created", "created", "refused", "refused", "refused"]
    assert receipts[0]["id"] == receipts[1]["id"]
    assert [each["code"] for each in receipts[2:]] == ["bad_manifest_row"] * 3
    for receipt, row, column in zip(receipts[2:], (4, 5, 6), ("date", "unit", "file"), strict=True):
        assert f"Row {row}" in receipt["message"]
        assert f"“{column}”" in receipt["message"]


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00bad", b"name,unit\nx,y\n", b"file,colour\na.pdf,red\n", b'file\n"unclosed\n', b""]
)
def test_a_manifest_that_cannot_be_read(terminal: Terminal, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "manifest.csv"
    path.write_bytes(content)
    result = terminal.run("deposit", "--manifest", path)
    assert result.exit_code == 1
    assert "bad_manifest" in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["show", "rec_00000000000000000000000000"], 4),
        (["get", "rec_00000000000000000000000000"], 4),
        (["get", "../../etc/passwd"], 4),
        (["search", "--unit", "NOWHERE", "x"], 1),
        (["search", "--date-from", "31/02/2022", "x"], 1),
        (["search", "--limit", "0", "x"], 2),
        (["deposit"], 2),
        (["deposit", "/nonexistent"], 2),
        (["nonsense"], 2),
        (["index", "retry"], 2),
        (["user", "grant", "nobody", "secretary:CB-A"], 4),
        (["dossier", "close", "dos_00000000000000000000000000", "--on", "2022-01-01"], 4),
    ],
)
def test_exit_codes(terminal: Terminal, words: list[str], code: int) -> None:
    result = terminal.run(*words)
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output


def test_a_token_decides_what_one_may(terminal: Terminal, tmp_path: Path) -> None:
    assert terminal.run("user", "add", "bithu", "--grant", "secretary:CB-B").exit_code == 0
    secret = terminal.run("token", "issue", "bithu").stdout.strip()
    file = paper(tmp_path, "riêng.pdf", "chỉ của chi bộ A")
    (receipt,) = terminal.json("deposit", file, "--unit", "CB-A")
    as_secretary = {"ARCHIVE_TOKEN": secret}
    assert terminal.run("show", receipt["id"], env=as_secretary).exit_code == 4
    refused = [terminal.run("deposit", file, "--unit", unit, env=as_secretary) for unit in ("CB-A", "CB-X")]
    assert [answer.exit_code for answer in refused] == [1, 1]
    assert terminal.run("rebuild", env=as_secretary).exit_code == 3
    assert terminal.run("show", receipt["id"], env={"ARCHIVE_TOKEN": "cra_wrong"}).exit_code == 3


def test_the_catalog_away_is_exit_5(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "catalog.sqlite3").write_bytes(b"this is no database at all, not in the least" * 100)
    result = Terminal(tmp_path).run("search", "x")
    assert result.exit_code == 5, result.output
    assert "catalog_unavailable" in result.output


def test_a_wrong_setting_is_named(terminal: Terminal) -> None:
    result = terminal.run("doctor", env={"ARCHIVE_SERVER_COLOUR": "red"})
    assert result.exit_code == 2
    assert "ARCHIVE_SERVER_COLOUR" in result.output


def test_the_log_is_whole_until_somebody_touches_it(terminal: Terminal) -> None:
    import sqlite3
    from contextlib import closing

    (verified,) = terminal.json("audit", "verify")
    assert verified["faults"] == []
    assert verified["events"] > 0
    with closing(sqlite3.connect(terminal.folder / "data" / "catalog.sqlite3")) as catalog, catalog:
        catalog.execute("UPDATE audit_events SET act = 'nothing' WHERE number = 2")
    (broken,) = terminal.json("audit", "verify", code=1)
    assert broken["faults"][0] == {"number": 2, "problem": "was changed"}


def test_doctor_tells_the_state(terminal: Terminal) -> None:
    checks = {check["name"]: check for check in terminal.json("doctor")}
    assert checks["store"]["state"] == checks["catalog"]["state"] == "ok"
    assert "application" in checks["locks"]["detail"]


def test_status_and_rebuild_of_the_index(terminal: Terminal) -> None:
    assert terminal.run("worker", "--once").exit_code == 0
    (status,) = terminal.json("index", "status")
    assert status["state"] == "ready"
    rebuilt = terminal.run("index", "rebuild")
    assert rebuilt.output.startswith(str(status["documents"]))


def test_roles_are_given_handed_over_and_taken_back(terminal: Terminal) -> None:
    for login in ("cu", "moi", "kiemtra"):
        assert terminal.run("user", "add", login).exit_code == 0
    given = terminal.run("user", "grant", "cu", "secretary:CB-A", "--from", "2026-01-01", "--reason", "bầu")
    assert given.exit_code == 0, given.stderr
    passed = terminal.run(
        "user", "handover", given.stdout.strip(), "moi", "--day", "2026-02-01", "--document", "BB bàn giao"
    )
    assert passed.exit_code == 0, passed.stderr
    (old,) = terminal.json("user", "history", "cu", "--json")
    (new,) = terminal.json("user", "history", "moi", "--json")
    assert old["revoked_why"] == new["document"] == "BB bàn giao"
    assert (new["unit"]["code"], new["holds_from"]) == ("CB-A", "2026-02-01")
    assert terminal.run("user", "revoke", new["id"], "--why", "thôi việc").exit_code == 0
    assert terminal.run("user", "revoke", new["id"], "--why", "thôi việc").exit_code == 1
    days = ("--papers-from", "2020-01-01", "--papers-to", "2024-12-31", "--from", "2026-01-01", "--to", "2026-12-31")
    assigned = terminal.run("user", "assign", "kiemtra", "CB-A", "CB-B", *days, "--document", "12-QĐ/UBKT")
    assert len(assigned.stdout.split()) == 2
    assert terminal.run("user", "break-glass", "CB-A", "--reason", "x").exit_code == 1
    assert terminal.run("user", "grant", "cu", "administrator:CB-A", "--level", "public").exit_code == 1


def test_a_search_is_kept_run_and_forgotten(terminal: Terminal) -> None:
    assert terminal.run("index", "rebuild").exit_code == 0
    (kept,) = terminal.json("search", "nghi quyet", "--type", "NQ", "--save", "Nghị quyết")
    assert (kept["query"], kept["filters"], kept["new"]) == ("nghi quyet", {"type_codes": ["NQ"]}, 0)
    assert terminal.run("search", "x", "--save", "Nghị quyết").exit_code == 1
    assert [each["id"] for each in terminal.json("saved", "list")] == [kept["id"]]
    (ran,) = terminal.json("saved", "run", kept["id"])
    assert ran["answer"]["total"] == terminal.json("search", "nghi quyet", "--type", "NQ")[0]["total"]
    assert "Nghị quyết: 0 new" in terminal.run("saved", "run", kept["id"]).stdout
    assert terminal.run("saved", "remove", kept["id"]).exit_code == 0
    assert terminal.run("saved", "run", kept["id"]).exit_code == 4


def test_the_whole_list_is_written_and_similar_records_are_shown(terminal: Terminal, tmp_path: Path) -> None:
    for number in (1, 2):
        made = paper(tmp_path, f"giong-{number}.pdf", f"Chi bộ bàn việc tu sửa giếng làng lần {number}.")
        words = ("--unit", "CB-A", "--type", "NQ", "--title", f"Nghị quyết tu sửa giếng làng lần {number}")
        assert terminal.run("deposit", made, *words).exit_code == 0
    assert terminal.run("index", "rebuild").exit_code == 0
    (answer,) = terminal.json("search", "giếng làng", "--limit", "200")
    ids = [hit["id"] for hit in answer["hits"]]
    for name in ("list.csv", "list.jsonl"):
        written = terminal.run("search", "giếng làng", "--export", tmp_path / name)
        assert written.exit_code == 0, written.output
        assert f"{answer['total']} of {answer['total']} records written" in written.stdout
    rows = list(csv.reader((tmp_path / "list.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [row[0] for row in rows[rows.index([]) + 2 : -1]] == ids
    lines = [json.loads(line) for line in (tmp_path / "list.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["id"] for line in lines[1:-1]] == ids
    terminal.run("search", "giếng làng", "--export", tmp_path / "list.csv", "--separator", "semicolon")
    semicolons = csv.reader((tmp_path / "list.csv").read_text(encoding="utf-8-sig").splitlines(), delimiter=";")
    assert [row[0] for row in semicolons if len(row) == len(rows[-2])][1:] == ids
    assert terminal.run("search", "x", "--export", tmp_path / "list.exe").exit_code == 1
    assert not list(tmp_path.glob("*.part"))
    twins = [hit["id"] for hit in answer["hits"] if "tu sửa giếng làng" in hit["title"]]
    assert len(twins) == 2
    assert twins[1] in terminal.run("show", twins[0], "--similar").stdout
