"""After an execution no byte of what a destroyed record said is left anywhere in the data folder."""

from __future__ import annotations

import io
import re
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from archive_service.domain.access import Actor, Role
from archive_service.services.describing import DescribedFields
from indexer.model import Filters, ImageForm
from tests.api.house import House, paper
from tests.services.disposing import brought_to_execution, rules_in_force
from tests.services.test_excuses import person

# Only the paper has these words: neither its title nor any question does.
UNHEARD_OF = ("hoatlanquetzal", "khỉvàngmỏcong")
ASKED = "chim én"
# The end of a PDF has a digest of its own, the end of a picture its own points.
LAST_BYTES = 400


def test_no_byte_of_a_destroyed_record_is_left(own_house: House) -> None:
    archivist, leader = (person(own_house, role.value, role, "DB-YT") for role in (Role.ARCHIVIST, Role.LEADER))
    rules_in_force(own_house, archivist, leader)
    folder = own_house.settings.data_dir
    record_id = _seen_everywhere(own_house, archivist)
    own = [file for file in _files(folder) if record_id in str(file) and _is_content(file)]
    # The original, what describes it, its text, and the page in two sizes.
    assert sorted(file.suffix for file in own) == ["", "", ".json", ".webp", ".webp"]
    ends = [file.read_bytes()[-LAST_BYTES:] for file in own]
    assert set(own) <= set(_files_with(folder, ends))
    assert {file.relative_to(folder).parts[0] for file in _files_with(folder, _spelled())} == {"derived", "index"}

    listed = brought_to_execution(own_house, archivist, leader, record_id)
    own_house.archive.dispositions.execute(archivist, listed.id)
    own_house.index()

    assert _files_with(folder, _spelled()) == []
    assert _files_with(folder, ends) == []


def _seen_everywhere(house: House, archivist: Actor) -> str:
    """A record that was read, drawn, found, exported and saved as a search: everything that leaves traces."""
    archive = house.archive
    with archive.deposit.open_spool() as spool:
        content = paper(house.settings.data_dir.parent, f"Khen {ASKED}", *UNHEARD_OF)
        file = spool.take("giay khen.pdf", io.BytesIO(content))
        fields = DescribedFields({"unit": "CB-A", "type": "GK", "title": "Giấy khen", "date": "2010-05-05"})
        record_id = archive.deposit.deposit(archivist, [file], fields).record.id
    house.index()
    for width in (480, 960):
        archive.retrieve.page_image(archivist, record_id, 1, form=ImageForm.WEBP, width=width)
    saved = archive.saved_searches.save(archivist, "Chim", ASKED, Filters())
    assert archive.saved_searches.run(archivist, saved.id)[1].found[0].hit.record_id == record_id
    assert [each.record.id for each in archive.result_lists.found(archivist, ASKED, Filters()).entries] == [record_id]
    return record_id


def _is_content(file: Path) -> bool:
    """Neither an inventory nor the marks of OCFL, which are alike for many records."""
    return file.parent.name == "content" or "derived" in file.parts


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _spelled() -> list[bytes]:
    """The words in every way in which a file might have them."""
    return [
        unicodedata.normalize(form, word).encode(code)
        for word in UNHEARD_OF
        for form in ("NFC", "NFD")
        for code in ("utf-8", "utf-16-le", "utf-16-be", "unicode_escape")
    ]


def _files_with(folder: Path, wanted: Sequence[bytes]) -> list[Path]:
    """The files in which one of these stands, as it is or compressed."""
    return sorted(
        file
        for file in _files(folder)
        if any(piece in said for said in _unpacked(file.read_bytes()) for piece in wanted)
    )


def _unpacked(content: bytes) -> Iterator[bytes]:
    """The bytes, and what every zlib stream in them says; most of what looks like the head of one is none."""
    yield content
    for head in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", content):
        with suppress(zlib.error):
            yield zlib.decompressobj().decompress(content[head.start() :])
