"""The three doors as somebody stands before them, and all that an answer tells."""

from __future__ import annotations

import io
import json
import re
import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from click.testing import CliRunner
from sqlalchemy import Engine, event
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from archive_service.ports import AuditFilter
from cli import cli
from tests.api.house import House, said
from tests.leaks.questions import About, Listing
from tests.web.visitor import Visitor, signed_in

# What may differ between two answers to the same question: when and which request it was, and the ids made for it.
_OF_THE_MOMENT = re.compile(
    r'(?<=name="csrf-token" content=")[^"]+|(?<=name="csrf_token" value=")[^"]+|cra_[\w-]{43}'
    r"|\d{4}-\d\d-\d\d[T ][\d:.]+(?:Z|\+00:00)?|\d\d:\d\d(?::\d\d)? \d\d/\d\d/\d{4}|\d\d/\d\d/\d{4} \d\d:\d\d(?::\d\d)?"
)
_OF_THE_REQUEST = ("Date", "X-Request-Id", "Content-Length", "Set-Cookie", "Content-Disposition")
# Noted of sessions and tokens once a minute or in five, whatever is asked: on which request it falls is chance.
_NOTE_OF_USE = re.compile(r"UPDATE (?:sessions SET seen_at|access_tokens SET last_used_at)=")
_RECEIPT = re.compile(r'"receipt": ?\d+|(?<=/receipts/)\d+|Biên nhận (?:số,)?\d+|[Rr]eceipt (?:no\. )?\d+')


@dataclass(frozen=True, slots=True)
class Told:
    """Everything that an answer tells, without what belongs to the moment."""

    outcome: int
    text: str
    headers: tuple[tuple[str, str], ...]
    events: tuple[str, ...]
    statements: tuple[str, ...]

    def without(self, word: str) -> Told:
        """The same with the id that was asked for taken out."""
        found = re.compile(rf"(?:(?<![0-9A-Za-z])|(?<=%3D)){re.escape(word)}(?![0-9A-Za-z])")
        headers = tuple((name, found.sub("…", value)) for name, value in self.headers)
        return Told(
            self.outcome, found.sub("…", self.text), headers, tuple(found.sub("…", each) for each in self.events),
            self.statements,
        )  # fmt: skip


class Door(Protocol):
    """`arrive` lets the archive note that the person is there, so that only the asking is compared.

    Sessions and tokens note it once in some minutes: else a slow machine writes it down during one of two askings.
    """

    def arrive(self, person: str) -> None: ...

    def ask(self, person: str, name: str, question: About | Listing, word: str) -> tuple[int, str, Any]: ...


@dataclass(frozen=True, slots=True)
class RestDoor:
    house: House
    methods: Mapping[str, str]

    def arrive(self, person: str) -> None:
        self.house.archive.accounts.actor_with_token(self.house.tokens[person], "api")

    def ask(self, person: str, name: str, question: About | Listing, word: str) -> tuple[int, str, Any]:
        sent: dict[str, Any] = {}
        if isinstance(question, About) and question.json is not None:
            sent["json"] = _filled(question.json, word)
        if isinstance(question, About) and question.file:
            fields = {**_filled(question.form, word), question.file: FileStorage(io.BytesIO(b"a paper"), "a.txt")}
            boundary, body = encode_multipart(fields)
            sent = {"data": body, "content_type": f"multipart/form-data; boundary={boundary}"}
        answer = self.house.client(person).ask(self.methods[name], _address(question.how, word), **sent)
        return answer.status_code, _body(answer), answer.headers


@dataclass(frozen=True, slots=True)
class PageDoor:
    house: House
    methods: Mapping[str, str]
    _inside: dict[str, tuple[Visitor, str]] = field(default_factory=dict)

    def arrive(self, person: str) -> None:
        with self._visitor(person)[0].client.session_transaction() as kept:
            self.house.archive.sessions.entered(str(kept["secret"]), "web")

    def ask(self, person: str, name: str, question: About | Listing, word: str) -> tuple[int, str, Any]:
        visitor, token = self._visitor(person)
        address = _address(question.how, word)
        if self.methods[name] == "GET":
            answer = visitor.open(address)
        else:
            form: dict[str, Any] = {"csrf_token": token}
            if isinstance(question, About):
                form |= _filled(question.form, word)
                if question.file:
                    form[question.file] = (io.BytesIO(b"a paper"), "a.txt")
            answer = visitor.client.post(address, data=form)
        return answer.status_code, _body(answer), answer.headers

    def _visitor(self, person: str) -> tuple[Visitor, str]:
        if person not in self._inside:
            visitor = signed_in(self.house, person, english=True)
            found = re.search(r'name="csrf-token" content="([^"]+)"', visitor.open("/account").text)
            assert found is not None
            self._inside[person] = visitor, found[1]
        return self._inside[person]


@dataclass(frozen=True, slots=True)
class TerminalDoor:
    """A verb, told as its words; `{out}` is a file that is not there."""

    house: House
    folder: Path

    def arrive(self, person: str) -> None:
        self.house.archive.accounts.actor_with_token(self.house.tokens[person], "api")

    def ask(self, person: str, name: str, question: About | Listing, word: str) -> tuple[int, str, Any]:
        out = self.folder / "out.csv"
        places = {"{}": word, "{out}": str(out)}
        words = [*name.split(), *(_placed(each, places) for each in shlex.split(question.how))]
        environment = {
            "ARCHIVE_DATA_DIR": str(self.house.settings.data_dir), "ARCHIVE_EXTRACTION_CHILDREN": "1", "LANG": "en",
            "ARCHIVE_TOKEN": self.house.tokens[person],
        }  # fmt: skip
        result = CliRunner().invoke(cli, words, env=environment)
        written = ""
        for each in self.folder.glob("out.csv*"):
            written += each.read_bytes().decode("utf-8", "replace")
            each.unlink()
        assert result.exception is None or isinstance(result.exception, SystemExit), result.output
        return result.exit_code, f"{result.stdout}\n{result.stderr}\n{written}", {}


def told(house: House, door: Door, person: str, name: str, question: About | Listing, word: str = "") -> Told:
    """Ask once and note all that is told: answer, headers, what the log gained, what the catalog was asked."""
    catalog = house.archive.audit.catalog
    door.arrive(person)
    with catalog.read() as tx:
        head = tx.audit.head()
    with _statements() as sent:
        outcome, text, headers = door.ask(person, name, question, word)
    with catalog.read() as tx:
        gained = [each for each in tx.audit.page(AuditFilter(), limit=50) if each.number > (head[0] if head else 0)]
    events = (json.dumps([e.entry.act, e.entry.subject, e.entry.outcome, e.entry.details], default=str) for e in gained)
    kept = tuple((name, value) for name, value in headers.items() if name not in _OF_THE_REQUEST)
    return Told(
        outcome, _RECEIPT.sub("receipt", _OF_THE_MOMENT.sub("·", text)), kept, tuple(events), tuple(_asked_for(sent))
    )


def _asked_for(sent: list[str]) -> Iterator[str]:
    """The statements without the transactions in which the use of a session or a token was noted."""
    for statement, following in zip(sent, [*sent[1:], ""], strict=False):
        if not _NOTE_OF_USE.match(statement) and not _NOTE_OF_USE.match(following):
            yield statement


@contextmanager
def _statements() -> Iterator[list[str]]:
    sent: list[str] = []

    def catch(_c: Any, _cursor: Any, statement: str, _p: Any, _context: Any, _many: bool) -> None:
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", catch)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", catch)


def _placed(word: str, places: Mapping[str, str]) -> str:
    for place, meant in places.items():
        word = word.replace(place, meant)
    return word


def _address(how: str, word: str) -> str:
    """The address with the id in it, and the name of the hidden record's file where one is wanted."""
    return how.replace("{name}", quote("Nghị quyết đường liên thôn.pdf")).replace("{}", word)


def _filled(sent: Mapping[str, Any], word: str) -> dict[str, Any]:
    """The word put into every {} of it, however deep."""

    def fill(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {name: fill(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [fill(inner) for inner in value]
        return value.replace("{}", word) if isinstance(value, str) else value

    return {name: fill(value) for name, value in sent.items()}


def _body(answer: TestResponse) -> str:
    if answer.content_type == "application/problem+json":
        return json.dumps({key: value for key, value in said(answer).items() if key != "instance"}, ensure_ascii=False)
    return answer.get_data().decode("utf-8", "replace")
