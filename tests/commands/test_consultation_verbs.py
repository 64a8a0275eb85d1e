"""The steps of a written consultation in the shell, from its draft to the closed dossier."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from archive_service.domain.local_time import local_time
from cli import cli
from tests.api.house import House
from tests.services.test_consultations import record

Run = Callable[..., Result]


@pytest.fixture
def run(house: House) -> Run:
    def ask(*words: str, person: str = "secretary_a") -> Result:
        environment = {
            "ARCHIVE_DATA_DIR": str(house.settings.data_dir), "LANG": "en", "ARCHIVE_TOKEN": house.tokens[person],
        }  # fmt: skip
        return CliRunner().invoke(cli, ["consultation", *words], env=environment)

    return ask


def done(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.stdout))


def before(**back: float) -> str:
    return f"{local_time(datetime.now(UTC) - timedelta(**back)):%d/%m/%Y %H:%M}"


def test_every_step_in_the_shell(house: House, run: Run, tmp_path: Path) -> None:
    draft = record(house, tmp_path, "Dự thảo dòng lệnh", lifecycle="draft", type="NQ")
    begun = done(run("open", "CB-A", "Nghị quyết dòng lệnh", "--reason", "bão", "--draft", draft, "--json"))
    one = begun["id"]
    members = tmp_path / "members.txt"
    members.write_text("Nguyễn Văn An\n\nTrần Thị Bình\nLê Văn Cúc (dự bị)\n", "utf-8")
    sent = ("--draft", draft, "--members", str(members), "--sent", before(days=3), "--until", before(days=1))
    asked = done(run("send", one, *sent, "--channel", "zalo", "--json"))
    assert asked["rounds"][0]["no_reply"] == ["Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cúc"]
    done(run("remind", one, "--member", "Trần Thị Bình", "--channel", "zalo", "--sent", before(days=2), "--json"))
    said = ("--answer", "agree", "--channel", "paper", "--received", before(days=2))
    heard = done(run("opinion", one, "--member", "Nguyễn Văn An", *said, "--json"))
    assert heard["tally"]["agree"] == 1
    sheet = tmp_path / "replies.csv"
    rows = f"Trần Thị Bình,agree,zalo,{before(days=2)},nhất trí\nLê Văn Cúc,other,paper,{before(hours=1)},thêm mục\n"
    sheet.write_text("member,answer,channel,received_at,text\n" + rows, "utf-8")
    both = done(run("opinions", one, str(sheet), "--json"))
    assert (both["tally"]["agree"], both["rounds"][0]["late"]) == (2, ["Lê Văn Cúc"])
    ended = done(run("end", one, "--json"))
    stale = run("end", one, "--version", str(ended["version"] - 1))
    assert (stale.exit_code, "version_conflict" in stale.stderr) == (1, True)
    synthesis = record(house, tmp_path, "Tổng hợp dòng lệnh", type="BC")
    summed = done(run("synthesise", one, "--synthesis", synthesis, "--not-taken", "thêm mục", "đã có", "--json"))
    assert summed["taken"] == [{"about": "thêm mục", "accepted": False, "why": "đã có"}]
    resolution = record(house, tmp_path, "Nghị quyết dòng lệnh", type="NQ", symbol="31-NQ/CB")
    done(run("issue", one, "--resolution", resolution, "--json"))
    assert run("close", one, person="archivist").exit_code == 1, "the letter is missing"
    closed = run("close", one, "--although-incomplete", "gửi miệng", person="archivist")
    assert (closed.exit_code, "missing: letter" in closed.stdout) == (0, True)


def test_what_does_not_fit_is_told_and_changes_nothing(house: House, run: Run, tmp_path: Path) -> None:
    one = done(run("open", "CB-A", "Nghị quyết không gửi", "--reason", "bão", "--json"))["id"]
    no_text, no_columns = tmp_path / "no-text", tmp_path / "no-columns.csv"
    no_text.write_bytes(b"\xff\xfe\x00")
    no_columns.write_text("name,answer\nA,agree\n", "utf-8")
    sending = ("--draft", "rec_never", "--until", "03/03/2022")
    for words in (
        ("send", one, *sending, "--members", str(no_text)),
        ("send", one, *sending, "--members", str(no_columns)),
        ("opinions", one, str(no_columns)),
        ("opinion", one, "--member", "A", "--answer", "agree", "--channel", "zalo", "--received", "31/02/2022"),
        ("end", one), ("reject", one), ("close", one), ("issue", one, "--resolution", "rec_never"),
        ("synthesise", one, "--synthesis", "rec_never"), ("remind", one, "--member", "A", "--channel", "zalo"),
    ):  # fmt: skip
        result = run(*words)
        assert result.exit_code in (1, 3), (words, result.output)
        assert result.exception is None or isinstance(result.exception, SystemExit)
    assert run("end", one, person="auditor").exit_code == 3
    assert run("end", "con_never").exit_code == 4
    assert done(run("show", one, "--json"))["version"] == 1
