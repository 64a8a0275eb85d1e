"""What a package says about itself is valid against the schemas of METS, PREMIS 3 and Dublin Core."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from archive_service.domain.records import Record, TextState, TextStatus
from archive_service.domain.units import UnitRegister
from archive_service.ports import RecordEntry
from archive_service.services.transfer_packages import DC, METS, PREMIS, XLINK, DossierPackage
from tests.contracts.specimens import START, a_dossier, a_file, a_record
from tests.schemas import FILES, faults

NAMES = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="/"), min_size=1, max_size=40)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
METS_FILE, PREMIS_FILE = "data/METS.xml", "data/metadata/premis.xml"


def contents(title: str, records: Sequence[Record]) -> dict[str, bytes]:
    """The files of the package of a dossier by their path."""

    def read(record_id: str, name: str | None) -> Iterator[bytes]:
        yield f"{record_id} {name}".encode()

    dossier = replace(a_dossier(), title=title, closed_at=date(2022, 12, 31))
    entries = [RecordEntry(record, TextStatus(TextState.PENDING)) for record in records]
    package = DossierPackage(dossier, entries, UnitRegister(), "Lưu trữ lịch sử", START, read)
    return {name: b"".join(content) for name, content in package.course()}


def parsed(content: bytes) -> etree._ElementTree:
    return etree.parse(BytesIO(content))


def a_bare_record() -> Record:
    """With nothing but what a record cannot do without."""
    record = a_record(2, files=(a_file("thư.txt"), a_file("thư.txt"), a_file("[1] 100%.pdf")))
    about = replace(record.description, symbol=None, number=None, issuer_printed="", date=None, period=None)
    return replace(record, description=about)


@given(title=WORDS, subject=WORDS, names=st.lists(NAMES, min_size=1, max_size=4))
def test_whatever_people_called_their_papers_the_package_is_valid(title: str, subject: str, names: list[str]) -> None:
    record = a_record(1, files=tuple(a_file(name) for name in names))
    record = replace(record, description=replace(record.description, title=subject, symbol=subject or None))
    made = contents(title, (record, a_bare_record()))
    mets, premis = parsed(made[METS_FILE]), parsed(made[PREMIS_FILE])
    assert faults(mets) == faults(premis) == []
    places = [unquote(str(place.get(f"{{{XLINK}}}href"))) for place in mets.iter(f"{{{METS}}}FLocat")]
    told = {f"data/{place}" for place in places}
    assert len(places) == len(told) == len(names) + 3 + 2
    assert told | {METS_FILE, PREMIS_FILE} == {name for name in made if name.startswith("data/")}
    identified = premis.findall(f"{{{PREMIS}}}object/{{{PREMIS}}}objectIdentifier/{{{PREMIS}}}objectIdentifierValue")
    assert [each.text for each in identified] == places


def test_every_name_of_dublin_core_is_one_of_its_own() -> None:
    declared = {element.get("name") for element in etree.parse(str(FILES[DC])).iter("{*}element")}
    mets = parsed(contents("Hồ sơ", (a_record(),))[METS_FILE])
    used = {etree.QName(each).localname for each in mets.iter(f"{{{DC}}}*")}
    assert used
    assert used <= declared


@pytest.mark.parametrize(
    ("path", "part"),
    [
        (METS_FILE, f"{{{METS}}}structMap"),
        (METS_FILE, f"{{{METS}}}dmdSec"),
        (PREMIS_FILE, f"{{{PREMIS}}}object/{{{PREMIS}}}objectIdentifier"),
        (PREMIS_FILE, f"{{{PREMIS}}}event/{{{PREMIS}}}eventType"),
        (PREMIS_FILE, f"{{{PREMIS}}}object"),
    ],
)
def test_what_is_not_in_its_place_is_found(path: str, part: str) -> None:
    document = parsed(contents("Hồ sơ", (a_record(),))[path])
    found = document.find(part)
    assert found is not None
    parent = found.getparent()
    assert parent is not None
    parent.append(found) if path == PREMIS_FILE and part.endswith("object") else parent.remove(found)
    assert faults(document)
