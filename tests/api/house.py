"""An archive of two cells with people, papers and dossiers, and the application over it."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from archive_service.app import create_app
from archive_service.bootstrap import local_operator, open_archive, open_worker
from archive_service.domain.access import Role
from archive_service.services import Archive
from archive_service.settings import Settings, load_settings
from tests.extraction.papers import RESOLUTION, pdf_with_text

UNITS = """code,name,kind,parent_code,aliases
DB-YT,Đảng bộ phường Yên Thịnh,committee,,
CB-A,Chi bộ Tổ dân phố số 8,cell,DB-YT,
CB-B,Chi bộ thôn Châu Giang,cell,DB-YT,
"""
PEOPLE = {
    "archivist": (Role.ARCHIVIST, "DB-YT"),
    "auditor": (Role.AUDITOR, "DB-YT"),
    "secretary_a": (Role.SECRETARY, "CB-A"),
    "secretary_b": (Role.SECRETARY, "CB-B"),
    "administrator": (Role.ADMINISTRATOR, "DB-YT"),
}
# What the record of each cell is about.
SUBJECTS = {"CB-A": "nước sạch", "CB-B": "đường liên thôn"}
PASSWORD = "một câu dài để thử"


@dataclass(frozen=True, slots=True)
class House:
    """What the tests stand on. `tokens` by person; `records` and `dossiers` by the code of their cell."""

    settings: Settings
    archive: Archive
    app: Flask
    tokens: dict[str, str]
    records: dict[str, str]
    dossiers: dict[str, str]

    def client(self, person: str) -> Caller:
        return Caller(self.app.test_client(), self.tokens[person])

    def index(self) -> None:
        """Do the worker's waiting jobs."""
        open_worker(self.settings, self.archive).drain()


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody with a token."""

    client: FlaskClient
    token: str

    def ask(self, method: str, path: str, headers: dict[str, str] | None = None, **more: Any) -> TestResponse:
        sent = {"Authorization": f"Bearer {self.token}", "Accept-Language": "en", **(headers or {})}
        return self.client.open("/api/v1" + path, method=method, headers=sent, **more)

    def get(self, path: str, headers: dict[str, str] | None = None, **query: Any) -> TestResponse:
        return self.ask("GET", path, headers, query_string=query or None)

    def deposit(self, content: bytes, name: str, headers: dict[str, str] | None = None, **fields: str) -> TestResponse:
        # Encoded here: the client's own way leaves a large body in a file that nobody closes.
        boundary, body = encode_multipart({**fields, "file": FileStorage(io.BytesIO(content), name)})
        kind = f"multipart/form-data; boundary={boundary}"
        return self.ask("POST", "/records", headers, data=body, content_type=kind)


def said(response: TestResponse) -> dict[str, Any]:
    """The JSON object that was answered."""
    body = json.loads(response.data)
    assert isinstance(body, dict)
    return body


def lose_a_bit_in_every_file(house: House) -> None:
    """What a rotten disk does to the store."""
    for file in (house.settings.data_dir / "store").rglob("*"):
        if file.is_file() and file.stat().st_size:
            file.chmod(0o600)
            content = bytearray(file.read_bytes())
            content[len(content) // 2] ^= 1
            file.write_bytes(content)


def paper(folder: Path, *lines: str) -> bytes:
    """A PDF of one page with these lines under a letterhead."""
    return pdf_with_text(folder / "paper.pdf", (*RESOLUTION, *lines)).read_bytes()


def settings_in(folder: Path, **changed: str) -> Settings:
    """The defaults with all state in the folder; `changed` are ARCHIVE_ variables without the prefix."""
    environment = {"ARCHIVE_DATA_DIR": str(folder), "ARCHIVE_SERVER_SECURE_COOKIES": "false"}
    environment["ARCHIVE_API_REQUESTS_PER_MINUTE"] = "1000000"
    environment["ARCHIVE_EXTRACTION_CHILDREN"] = "1"
    environment["ARCHIVE_SIGNIN_SECOND_FACTOR_ROLES"] = ""  # tests/services/test_administrators.py asks for it
    environment.update({f"ARCHIVE_{name}": value for name, value in changed.items()})
    return load_settings(environment)


def build(folder: Path, *, papers_of: Sequence[str] = tuple(SUBJECTS), **changed: str) -> House:
    """A house with a record and a dossier in each cell, indexed. The caller closes its archive.

    `changed` are settings as in `settings_in`.
    """
    house = build_staff(folder, **changed)
    for code in papers_of:
        hand_in(house, folder, code)
    house.index()
    return house


def hand_in(house: House, folder: Path, code: str) -> None:
    """Open the dossier of a cell and hand in its record."""
    archivist, word = house.client("archivist"), SUBJECTS[code]
    opened = archivist.ask("POST", "/dossiers", json={"unit": code, "title": f"Hồ sơ {word}"})
    assert opened.status_code == 201, opened.text
    house.dossiers[code] = said(opened)["id"]
    kept = archivist.deposit(
        paper(folder, f"Chi bộ thống nhất về {word}."),
        f"Nghị quyết {word}.pdf",
        unit=code,
        type="NQ",
        symbol="12-NQ/CB",
        title=f"Nghị quyết về {word}",
        date="2026-03-05",
        period="2026-03",
        dossier=house.dossiers[code],
    )
    assert kept.status_code == 201, kept.text
    house.records[code] = said(kept)["id"]


def build_staff(folder: Path, **changed: str) -> House:
    """The units and people of a house, without papers: much sooner there. The caller closes its archive."""
    settings = settings_in(folder / "data", **changed)
    archive = open_archive(settings)
    operator = local_operator(archive)
    archive.units.import_csv(operator, io.StringIO(UNITS))
    tokens = {}
    for login, grant in PEOPLE.items():
        archive.accounts.create(operator, login, login, PASSWORD, [grant])
        tokens[login] = archive.accounts.issue_token(operator, login, "tests")[1]
    return House(settings, archive, create_app(archive, settings), tokens, {}, {})


def copy_of(closed: House, folder: Path, **changed: str) -> House:
    """A copy of a closed house, opened in another folder, with settings as in `settings_in`."""
    shutil.copytree(closed.settings.data_dir, folder / "data")
    settings = settings_in(folder / "data", **changed)
    archive = open_archive(settings)
    return replace(closed, settings=settings, archive=archive, app=create_app(archive, settings))
