"""Files that mean harm, from the door to the index: each ends as words, without words and with a reason, or refused."""

from __future__ import annotations

import contextlib
import gc
import io
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from archive_service.domain.access import Actor
from archive_service.domain.errors import ArchiveError, BadPackage
from archive_service.domain.records import TextState
from archive_service.services.batch import deposit_package
from archive_service.services.describing import DescribedFields
from indexer.extraction.sandbox import SandboxExtractor
from indexer.model import Limits
from tests.api.house import House
from tests.extraction.papers import RESOLUTION, pdf_with_text, word_from_xml
from tests.services.papers_in import hand_in
from tests.services.test_formats_through import package_of, word_file


@pytest.fixture
def secretary(house: House) -> Actor:
    return house.archive.accounts.actor_with_token(house.tokens["secretary_a"], "cli")


def ended(house: House, actor: Actor, name: str, content: bytes) -> str:
    """How the file ends, after the worker; and nothing of it may lie about."""
    try:
        record = hand_in(house.archive.deposit, actor, (name, content)).record
        house.index()
        text = house.archive.retrieve.record(actor, record.id).text
        said = "text" if text.state is TextState.SEARCHABLE else f"no text: {text.reason}"
    except ArchiveError as error:
        said = f"refused: {error.code}"
    spool = house.settings.data_dir / "spool"
    assert [path for path in spool.rglob("*") if path.is_file()] == []
    return said


def words_of(house: House, actor: Actor) -> str:
    newest = house.archive.retrieve.list(actor, newest_first=True, limit=1).entries[0].record.id
    return "\n".join(page.text for page in house.archive.retrieve.text(actor, newest).pages)


def pdf_of(change: str, folder: Path) -> bytes:
    content = pdf_with_text(folder / "a.pdf", (*RESOLUTION, change)).read_bytes()
    with pikepdf.open(io.BytesIO(content)) as paper:
        out = io.BytesIO()
        if change == "locked":
            paper.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
            return out.getvalue()
        if change == "looping":
            paper.Root.Pages.Kids.append(paper.Root.Pages)
        paper.save(out)
    return out.getvalue()


def bombed_word(folder: Path) -> bytes:
    word_from_xml(folder / "b.docx", "<w:p><w:r><w:t>x</w:t></w:r></w:p>")
    with zipfile.ZipFile(folder / "b.docx", "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/footer1.xml", b"<a>" + b" " * (140 << 20) + b"</a>")
    return (folder / "b.docx").read_bytes()


def test_a_word_file_that_unpacks_without_end(house: House, secretary: Actor, tmp_path: Path) -> None:
    assert ended(house, secretary, "bom.docx", bombed_word(tmp_path)) == "no text: size_limit"


def test_a_package_that_unpacks_without_end(house: House, secretary: Actor) -> None:
    package = package_of({f"{number}.txt": b"\0" * (8 << 20) for number in range(4)})
    with SandboxExtractor(Limits(file_bytes=20 << 20)) as bounded:
        deposit = house.archive.deposit
        service = replace(deposit, admission=replace(deposit.admission, extractor=bounded))
        with service.open_spool() as spool:
            arrived = spool.take("bom.zip", io.BytesIO(package))
            with pytest.raises(BadPackage) as refused:
                list(deposit_package(service, secretary, arrived, DescribedFields({"unit": "CB-A"})))
    assert refused.value.facts == {"reason": "size_limit"}
    assert [path for path in service.spool_folder.rglob("*") if path.is_file()] == []


def test_pages_that_lead_back_to_themselves(house: House, secretary: Actor, tmp_path: Path) -> None:
    assert ended(house, secretary, "vong.pdf", pdf_of("looping", tmp_path)) in ("text", "no text: damaged")


def test_a_password(house: House, secretary: Actor, tmp_path: Path) -> None:
    assert ended(house, secretary, "khoa.pdf", pdf_of("locked", tmp_path)) == "no text: encrypted"


def test_entities_reach_no_file(house: House, secretary: Actor, tmp_path: Path) -> None:
    word_from_xml(tmp_path / "x.docx", "<w:p><w:r><w:t>truoc &xxe; sau</w:t></w:r></w:p>")
    with zipfile.ZipFile(tmp_path / "x.docx") as package:
        parts = {name: package.read(name) for name in package.namelist()}
    declared = b'<!DOCTYPE d [<!ENTITY xxe SYSTEM "file:///etc/passwd"><!ENTITY a "aaaaaaaaaa">]>'
    parts["word/document.xml"] = declared + parts["word/document.xml"]
    assert ended(house, secretary, "xxe.docx", package_of({n: c for n, c in parts.items()})) == "text"  # noqa: C416
    words = words_of(house, secretary)
    assert "truoc" in words
    assert "root:" not in words


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9])
def test_cut_off_in_the_middle(house: House, secretary: Actor, tmp_path: Path, kept: float) -> None:
    whole = pdf_of(f"cut at {kept}", tmp_path)
    assert ended(house, secretary, "cut.pdf", whole[: int(len(whole) * kept)]) in ("text", "no text: damaged")
    word = word_file(f"cắt {kept}")
    said = ended(house, secretary, "cut.docx", word[: int(len(word) * kept)])
    assert said in ("refused: unsupported_type", "no text: damaged")


def test_two_formats_in_one_file(house: House, secretary: Actor, tmp_path: Path) -> None:
    """A PDF with a package behind it is a PDF; a package with a PDF inside is no record by itself."""
    pdf = pdf_of("polyglot", tmp_path)
    assert ended(house, secretary, "a.pdf", pdf + package_of({"virus.exe": b"MZ"})) == "text"
    assert "polyglot" in words_of(house, secretary)
    assert ended(house, secretary, "b.pdf", package_of({"a.pdf": pdf})) == "refused: unsupported_type"
    page = b"<html><script>alert(1)</script><body>chi bo hop</body></html>"
    assert ended(house, secretary, "c.jpg", b"<!-- \xff\xd8\xff -->" + page) == "text"
    assert "alert" not in words_of(house, secretary)


def test_ten_thousand_pages(house: House, secretary: Actor) -> None:
    with pikepdf.new() as paper:
        for _ in range(10_000):
            paper.add_blank_page()
        out = io.BytesIO()
        paper.save(out)
    assert ended(house, secretary, "dai.pdf", out.getvalue()) in ("no text: empty", "no text: needs_ocr")


def test_nothing_of_a_file_stays_in_memory(house: House, secretary: Actor, tmp_path: Path) -> None:
    """Round after round of new files: what stays is their place in the index, not what they said."""
    paper = pdf_of("memory", tmp_path)

    def blocks_after(number: int) -> int:
        for kind, content in (("pdf", paper), ("docx", word_file("trí nhớ")), ("pdf", paper[:900])):
            with contextlib.suppress(ArchiveError):
                hand_in(house.archive.deposit, secretary, (f"{number}.{kind}", content + b" " * number))
        hand_in(house.archive.deposit, secretary, (f"{number}.txt", b"chi bo hop " * 2_000 + b"x" * number))
        house.index()
        gc.collect()
        return sys.getallocatedblocks()

    for number in range(1, 4):
        before = blocks_after(number)
    after = [blocks_after(number) for number in range(4, 10)]
    assert (after[-1] - before) / len(after) < 4 * 150
