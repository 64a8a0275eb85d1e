"""The signed papers of steps come in by the door of every deposit: viruses, marks of secrecy, types, sizes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pytest

from archive_service.domain.access import Actor, Role
from archive_service.domain.disposition import DispositionState
from archive_service.domain.errors import Infected, ScannerUnavailable, SecrecyMark, UnsupportedType
from archive_service.services.disposition import DispositionService
from archive_service.services.step_papers import Paper
from tests.api.house import House, copy_of
from tests.extraction.papers import RESOLUTION, page_image, pdf_of_images, pdf_with_text
from tests.services.disposing import COUNCIL, deposited, signed
from tests.services.test_excuses import person

needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")


@pytest.fixture(scope="module")
def house(closed_staff: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The people of a house, and one paper that was handed in twice."""
    opened = copy_of(closed_staff, tmp_path_factory.mktemp("steps"))
    yield opened
    opened.archive.close()


@pytest.fixture(scope="module")
def archivist(house: House) -> Actor:
    return person(house, "archivist", Role.ARCHIVIST, "DB-YT")


@pytest.fixture(scope="module")
def listed(house: House, archivist: Actor) -> str:
    """The id of a list that waits for its council; nothing that is refused moves it."""
    one, other = (deposited(house, archivist, f"Giấy khen, bản {number}") for number in (1, 2))
    return house.archive.dispositions.propose(archivist, "Trùng lặp", [one], kept_copies={one: other}).id


def of(house: House, path: Path) -> Paper:
    return signed(house, "1-QĐ/ĐU", path.read_bytes())


def refused(house: House, archivist: Actor, listed: str, paper: Paper, why: type[Exception], code: str) -> None:
    """Refused for this reason, with its trace in the log, and nothing of it kept."""
    service = house.archive.dispositions
    store = house.settings.data_dir / "store" / "objects"
    before = set(store.rglob("*"))
    with pytest.raises(why):
        service.take_step(archivist, listed, "founding", paper, council=COUNCIL)
    assert set(store.rglob("*")) == before
    with house.archive.audit.catalog.read() as tx:
        entry = tx.audit.page(limit=1)[0].entry
    assert (entry.act, entry.subject, entry.outcome) == ("disposition_council_founded", listed, "refused")
    assert dict(entry.details) == {"code": code}
    assert service.get(archivist, listed).state is DispositionState.LIST_PROPOSED


def test_a_mark_of_secrecy_is_turned_away(house: House, archivist: Actor, listed: str, tmp_path: Path) -> None:
    paper = of(house, pdf_with_text(tmp_path / "a.pdf", ("MẬT", *RESOLUTION)))
    refused(house, archivist, listed, paper, SecrecyMark, "secrecy_mark")


@needs_tesseract
def test_a_mark_on_a_scan_is_turned_away(house: House, archivist: Actor, listed: str, tmp_path: Path) -> None:
    """A scan has no words: its first page is recognised before it is kept."""
    scan = pdf_of_images(tmp_path / "a.pdf", page_image(*RESOLUTION[:2], "TỐI MẬT", *RESOLUTION[2:]))
    refused(house, archivist, listed, of(house, scan), SecrecyMark, "secrecy_mark")


def test_a_type_that_is_not_on_the_list_is_turned_away(
    house: House, archivist: Actor, listed: str, tmp_path: Path
) -> None:
    program = tmp_path / "a.pdf"
    program.write_bytes(Path(shutil.which("true") or "/bin/true").read_bytes())
    refused(house, archivist, listed, of(house, program), UnsupportedType, "unsupported_type")


class Scanning:
    """A scanner that answers as it is told; a real clamd stands in test_antivirus.py."""

    def __init__(self, answer: Callable[[], str | None]) -> None:
        self._answer = answer

    def infected_with(self, content: BinaryIO) -> str | None:
        assert content.read(4) == b"%PDF"
        return self._answer()

    def answers(self) -> bool:
        return True


def scanned(house: House, answer: Callable[[], str | None]) -> DispositionService:
    service = house.archive.dispositions
    admission = replace(service.gate.admission, scanner=Scanning(answer))
    return replace(service, gate=replace(service.gate, admission=admission))


def test_viruses_are_looked_for(house: House, archivist: Actor, listed: str) -> None:
    def gone() -> str | None:
        raise ScannerUnavailable

    for answer, why in ((lambda: "Eicar", Infected), (gone, ScannerUnavailable)):
        with pytest.raises(why):
            scanned(house, answer).take_step(archivist, listed, "founding", signed(house, "1-QĐ/ĐU"), council=COUNCIL)
    assert house.archive.dispositions.get(archivist, listed).steps == ()


def test_transfers_ask_the_same_door(house: House) -> None:
    assert house.archive.transfers.gate is house.archive.dispositions.gate
