"""The files themselves: they open, say what the manifest says, and are drawn in full Vietnamese."""

from __future__ import annotations

import hashlib
import io
import os
import random
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pypdfium2
import pytest
from PIL import Image

from archive_service.demo.chronicle import Chronicle
from archive_service.demo.organisation import cell_of
from archive_service.demo.paper import SAMPLE_NOTE, Centred, Paper, Paragraph
from archive_service.demo.pdf import PdfPress
from archive_service.demo.scan import scan
from archive_service.demo.typeface import prepare_typeface, vietnamese_letters
from archive_service.demo.word import draw as draw_word
from tests.demo.conftest import SEED, Planned, Written
from tests.demo.reading import pdf_text, squeezed, text_of, word_text

MADE = datetime(2022, 2, 5, 10, tzinfo=UTC)


def with_text(written: Written) -> list[dict[str, str]]:
    return [row for row in written.manifest if row["source"] != "scan"]


def test_papers_with_text_hold_their_number_title_and_issuer(written: Written) -> None:
    rows = with_text(written)
    assert len(rows) > 80
    for row in rows:
        text = squeezed(text_of(written.archive.folder / row["file"]))
        for column in ("symbol", "title", "issuer_printed"):
            assert squeezed(row[column]) in text, (row["file"], column)
        assert squeezed(SAMPLE_NOTE) in text


def test_scans_are_page_images_without_text(written: Written) -> None:
    scans = [row for row in written.manifest if row["source"] == "scan"]
    assert len(scans) > 15
    for row in scans:
        content = (written.archive.folder / row["file"]).read_bytes()
        assert pdf_text(content).strip() == ""
        for page in pypdf.PdfReader(io.BytesIO(content)).pages:
            assert len(page.images) == 1


def test_no_file_is_like_another(written: Written) -> None:
    digests = [hashlib.sha512((written.archive.folder / row["file"]).read_bytes()).digest() for row in written.manifest]
    assert len(set(digests)) == len(digests)


def test_every_pdf_page_says_it_is_a_sample(written: Written) -> None:
    for row in with_text(written):
        if row["file"].endswith(".pdf"):
            document = pypdfium2.PdfDocument(written.archive.folder / row["file"])
            for page in document:
                assert SAMPLE_NOTE in page.get_textpage().get_text_range()
            document.close()


def alphabet_paper() -> Paper:
    """Every Vietnamese letter in upright, bold and italic, as words of the length of syllables."""
    letters = vietnamese_letters()
    words = " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))
    return Paper(
        superior=words[:60],
        issuer="Chi bộ mẫu",
        blocks=(Paragraph(words), Centred(words, 12, bold=True)),
        type_line="",
        abstract=words,
    )


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> PdfPress:
    return PdfPress(prepare_typeface(tmp_path_factory.mktemp("fonts")))


def test_every_vietnamese_letter_survives_the_text_layer(press: PdfPress) -> None:
    paper = alphabet_paper()
    drawn = press.draw(paper, made=MADE)
    expected = [paper.superior.upper(), paper.issuer.upper(), "*", paper.abstract, "ĐẢNG CỘNG SẢN VIỆT NAM"]
    expected += [block.text for block in paper.blocks if isinstance(block, Paragraph | Centred)] + [SAMPLE_NOTE]
    assert "".join(pdf_text(drawn).split()) == "".join("".join(expected).split())


def test_every_vietnamese_letter_has_its_own_outline(press: PdfPress) -> None:
    """No letter is drawn as the empty box of a missing glyph: all pictures differ from the box and each other."""
    pictures: dict[bytes, str] = {}
    letters = vietnamese_letters()
    paper = Paper("", "x", tuple(Centred(letter, 40, bold=True) for letter in letters), head=("x",))
    document = pypdfium2.PdfDocument(io.BytesIO(press.draw(paper, made=MADE)))
    for page in document:
        text = page.get_textpage()
        image = page.render(scale=3, grayscale=True).to_pil()
        for at in range(text.count_chars()):
            letter = text.get_text_range(at, 1)
            left, bottom, right, top = text.get_charbox(at, loose=True)
            if letter in letters and top - bottom > 30:
                box = (left * 3, image.height - top * 3, right * 3, image.height - bottom * 3)
                picture = image.crop(tuple(map(round, box))).resize((80, 160), Image.Resampling.BOX)
                assert sum(picture.histogram()[:60]) > 0, letter
                assert pictures.setdefault(picture.tobytes(), letter) == letter
    document.close()
    assert set(pictures.values()) == set(letters)


def test_a_scan_keeps_the_picture_and_loses_the_text(press: PdfPress) -> None:
    drawn = press.draw(alphabet_paper(), made=MADE)
    scanned = scan(drawn, random.Random(1), made=MADE)
    dark = []
    for content in (drawn, scanned):
        document = pypdfium2.PdfDocument(io.BytesIO(content))
        histogram = document[0].render(scale=1, grayscale=True).to_pil().histogram()
        dark.append(sum(histogram[:100]) / sum(histogram))
        document.close()
    assert dark[1] == pytest.approx(dark[0], rel=0.5)
    assert pdf_text(scanned).strip() == ""


def test_word_files_tell_the_same_as_pdf(press: PdfPress) -> None:
    paper = alphabet_paper()
    in_word, in_pdf = word_text(draw_word(paper, made=MADE)), pdf_text(press.draw(paper, made=MADE))
    assert sorted(squeezed(in_word)) == sorted(squeezed(in_pdf))


_DIGEST_OF_ONE_CELL = """
import hashlib, tempfile
from pathlib import Path
from archive_service.demo import write_demo
from archive_service.demo.organisation import cell_of
with tempfile.TemporaryDirectory() as folder:
    write_demo(Path(folder), cells=[cell_of("CB-AL-DC")])
    total = hashlib.sha256()
    for path in sorted(Path(folder).rglob("*.*")):
        if path.is_file():
            total.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    print(total.hexdigest())
"""


def digest_in_a_new_process(hash_seed: str, time_zone: str) -> str:
    """The digest of a whole folder, made under this hash order and local time."""
    root = Path(__file__).parents[2]
    environment = os.environ | {"PYTHONHASHSEED": hash_seed, "TZ": time_zone, "PYTHONPATH": str(root)}
    command = [sys.executable, "-c", _DIGEST_OF_ONE_CELL]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()


def test_the_same_seed_gives_the_same_bytes() -> None:
    first = digest_in_a_new_process("1", "UTC")
    assert len(first) == 64
    assert digest_in_a_new_process("2", "Asia/Ho_Chi_Minh") == first


def test_another_seed_tells_another_story(planned: Planned) -> None:
    cell = cell_of("CB-AL-DC")
    story = [entry.papers for entry in planned.entries if entry.unit_code == cell.code]
    assert [entry.papers for entry in Chronicle(cell, SEED).entries()] == story
    other = [entry.papers for entry in Chronicle(cell, SEED + 1).entries()]
    assert not any(papers in story for papers in other)
