"""Presentations (.pptx): each slide a page, its notes after it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from lxml import etree

from indexer.errors import ExtractionFailed
from indexer.extraction.archive import BoundedZip
from indexer.extraction.source import Facts, Piece, Source
from indexer.extraction.word import core_properties, parsed
from indexer.model import NoTextReason, PageText

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml")
_BETWEEN = {"p": "\n", "br": "\n", "tab": "\t"}


def extract_pptx(source: Source) -> Iterator[Piece]:
    """Slides in the order of their numbers."""
    package = BoundedZip(source.file)
    slides = sorted((int(found[1]), name) for name in package.names if (found := _SLIDE.fullmatch(name)))
    if not slides and "ppt/presentation.xml" not in package:
        raise ExtractionFailed(NoTextReason.DAMAGED, "no slides")
    for number, (_, name) in enumerate(slides, start=1):
        parts = [name, *_notes(package, name)]
        text = "\n".join(filter(None, (_text(parsed(package.read(part))) for part in parts)))
        if text:
            yield PageText(number, text)
    yield Facts(page_count=len(slides), properties=core_properties(package))


def _notes(package: BoundedZip, slide: str) -> list[str]:
    """The parts with the notes of a slide, by its relations."""
    folder, name = posixpath.split(slide)
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in package:
        return []
    targets = [str(relation.get("Target", "")) for relation in parsed(package.read(relations, 1 << 20))]
    parts = [posixpath.normpath(posixpath.join(folder, target)) for target in targets if "notesSlide" in target]
    return [part for part in parts if part in package]


def _text(root: etree._Element) -> str:
    pieces = []
    for element in root.iter(f"{_A}t", f"{_A}p", f"{_A}br", f"{_A}tab"):
        name = etree.QName(element).localname
        # paragraphs come before what they hold: their line end belongs to the one before
        pieces.append(element.text or "" if name == "t" else _BETWEEN[name])
    return re.sub(r"\n{2,}", "\n", "".join(pieces)).strip("\n")
