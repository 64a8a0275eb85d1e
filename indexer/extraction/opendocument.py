"""OpenDocument texts, sheets and slides (.odt, .ods, .odp), read from their content part."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from indexer.errors import ExtractionFailed
from indexer.extraction.archive import BoundedZip
from indexer.extraction.source import Facts, Piece, Source
from indexer.extraction.word import parsed
from indexer.model import NoTextReason, PageText

_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_SKIPPED = {"tracked-changes", "annotation", "forms", "automatic-styles", "font-face-decls", "scripts"}
_AFTER = {
    "p": "\n", "h": "\n", "table-row": "\n", "tab": "\t", "line-break": "\n", "soft-page-break": "\f", "page": "\f",
    "s": " ", "table": "\n",
}  # fmt: skip
_PROPERTIES = {
    "title": "title",
    "creator": "author",
    "subject": "subject",
    "creation-date": "created",
    "date": "modified",
}


def extract_opendocument(source: Source) -> Iterator[Piece]:
    """Pages where the file notes that one began; deleted text and comments are left out."""
    package = BoundedZip(source.file)
    if "META-INF/manifest.xml" in package and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise ExtractionFailed(NoTextReason.ENCRYPTED, "OpenDocument password")
    if "content.xml" not in package:
        raise ExtractionFailed(NoTextReason.DAMAGED, "no content part")
    text = "".join(_text(parsed(package.read("content.xml"))))
    pages = text.rstrip("\f\n").split("\f")
    for number, page in enumerate(pages, start=1):
        if tidy := "\n".join(line.rstrip() for line in page.split("\n")).strip("\n"):
            yield PageText(number, tidy)
    yield Facts(page_count=len(pages), properties=_properties(package))


def _text(root: etree._Element) -> Iterator[str]:
    walker = etree.iterwalk(root, events=("start", "end"))
    in_cell = 0
    for event, element in walker:
        name = etree.QName(element).localname if isinstance(element.tag, str) else ""
        if event == "start":
            if name in _SKIPPED:
                walker.skip_subtree()
                continue
            in_cell += name == "table-cell"
            if _holds_text(element):
                yield element.text or ""
            continue
        if name == "table-cell":
            in_cell -= 1
            yield "\t"
        elif not (in_cell and name == "p" and _is_last_in_cell(element)):
            yield _AFTER.get(name, "")
        if name not in _SKIPPED and element.tail and _holds_text(element.getparent()):
            yield element.tail


def _holds_text(element: etree._Element | None) -> bool:
    """Whether character data of this element is text (OpenDocument 1.3, part 3, 6.1): not between blocks."""
    if element is None or not isinstance(element.tag, str):
        return False
    name = etree.QName(element)
    return name.namespace == _TEXT and name.localname in {"p", "h", "span", "a", "ruby-base", "meta", "bookmark-ref"}


def _is_last_in_cell(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and element.getnext() is None and str(parent.tag).endswith("}table-cell")


def _properties(package: BoundedZip) -> dict[str, str]:
    if "meta.xml" not in package:
        return {}
    found = {}
    for element in parsed(package.read("meta.xml", 1 << 20)).iter():
        name = etree.QName(element).localname if isinstance(element.tag, str) else ""
        if name in _PROPERTIES and element.text:
            found[_PROPERTIES[name]] = element.text.strip()
    return found
