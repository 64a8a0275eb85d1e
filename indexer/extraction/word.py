"""Word documents (.docx): body with tables and text boxes, headers, footnotes; changes as if accepted.

Read from the XML directly (ECMA-376 part 1, WordprocessingML): libraries leave out text boxes,
footnotes and tracked changes. Entities are never expanded and nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from indexer.errors import ExtractionFailed
from indexer.extraction.archive import BoundedZip
from indexer.extraction.source import Facts, Piece, Source
from indexer.model import NoTextReason, PageText

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # repeats what Choice holds
_PAGE_BREAK, _RENDERED_BREAK = "\f", "\v"  # XML text can hold neither
_PROPERTIES = {
    "title": "title", "creator": "author", "subject": "subject", "keywords": "keywords",
    "created": "created", "modified": "modified", "lastModifiedBy": "last_modified_by",
}  # fmt: skip
_SKIPPED = {"del", "moveFrom", "pPr", "rPr", "tblPr", "trPr", "tcPr", "sectPr", "instrText", "delText"}
_MARKUP = {
    "p": "\n", "br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-",
    "lastRenderedPageBreak": _RENDERED_BREAK,
}  # fmt: skip
_PARTS = (r"word/header\d*\.xml", r"word/document\d*\.xml", r"word/(foot|end)notes\.xml", r"word/footer\d*\.xml")
_IMAGES = re.compile(r"word/media/.+\.(png|jpe?g|tiff?|bmp|gif|emf|wmf)$", re.IGNORECASE)


def extract_docx(source: Source) -> Iterator[Piece]:
    """Pages as Word last laid them out; headers open the first page, notes and footers close the last."""
    package = BoundedZip(source.file)
    texts = {pattern: _part_texts(package, pattern) for pattern in _PARTS}
    header, body, notes, footer = texts.values()
    if not body:
        raise ExtractionFailed(NoTextReason.DAMAGED, "no document part")
    # Word notes the break it rendered right after the one that caused it: one break, not two.
    whole = re.sub(r"\f[\s\f]*?\v", _PAGE_BREAK, "\n".join(body)).replace(_RENDERED_BREAK, _PAGE_BREAK)
    pages = whole.split(_PAGE_BREAK)
    pages[0] = "\n".join([*_distinct(header), pages[0]])
    pages[-1] = "\n".join([pages[-1], *notes, *_distinct(footer)])
    found = False
    for number, text in enumerate(pages, start=1):
        if tidy := re.sub(r"\n{3,}", "\n\n", text).strip():
            found = True
            yield PageText(number, tidy)
    holds_images = any(_IMAGES.match(name) for name in package.names)
    yield Facts(
        page_count=len(pages),
        no_text=None if found else NoTextReason.NEEDS_OCR if holds_images else NoTextReason.EMPTY,
        properties=core_properties(package),
    )


def parsed(data: bytes) -> etree._Element:
    """An XML part as a tree: no entities, no external anything. Raises ExtractionFailed(DAMAGED)."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    root = etree.fromstring(data, parser)
    if root is None:
        raise ExtractionFailed(NoTextReason.DAMAGED, "XML part without an element")
    return root


def core_properties(package: BoundedZip) -> dict[str, str]:
    """Title, author and dates of an OOXML package, as it states them."""
    if "docProps/core.xml" not in package:
        return {}
    found: dict[str, str] = {}
    for element in parsed(package.read("docProps/core.xml", 1 << 20)):
        name = etree.QName(element).localname if isinstance(element.tag, str) else ""
        if name in _PROPERTIES and element.text and element.text.strip():
            found[_PROPERTIES[name]] = element.text.strip()
    return found


def _part_texts(package: BoundedZip, pattern: str) -> list[str]:
    names = sorted((name for name in package.names if re.fullmatch(pattern, name)), key=lambda n: (len(n), n))
    return ["".join(_text(parsed(package.read(name)))).strip("\n") for name in names]


def _distinct(texts: list[str]) -> list[str]:
    return list(dict.fromkeys(text.strip() for text in texts if text.strip()))


def _text(root: etree._Element) -> Iterator[str]:
    """The text below an element in reading order, without recursion: depth is the document's choice."""
    walker = etree.iterwalk(root, events=("start", "end"))
    rows: list[list[list[str]]] = []  # open table rows, each a list of cells, each a list of pieces
    for event, element in walker:
        name = _name(element)
        if event == "start":
            if name in _SKIPPED or element.tag == _FALLBACK:
                walker.skip_subtree()
            elif name == "txbxContent":
                yield from _placed(rows, "\n")
            elif name == "tr":
                rows.append([])
            elif name == "tc" and rows:
                rows[-1].append([])
            continue
        piece = _row_text(rows.pop()) if name == "tr" and rows else _piece(name, element)
        if piece:
            yield from _placed(rows, piece)


def _placed(rows: list[list[list[str]]], piece: str) -> Iterator[str]:
    """Put a piece into the innermost open cell, or give it out when there is none."""
    if rows and rows[-1]:
        rows[-1][-1].append(piece)
    else:
        yield piece


def _name(element: etree._Element) -> str:
    tag = str(element.tag)  # comments and instructions have a function for a tag
    return tag.removeprefix(_W) if tag.startswith(_W) else tag.removeprefix(_W_STRICT)


def _piece(name: str, element: etree._Element) -> str:
    if name == "t":
        return element.text or ""
    if name == "br" and "page" in (element.get(_W + "type"), element.get(_W_STRICT + "type")):
        return _PAGE_BREAK
    return _MARKUP.get(name, "")


def _row_text(cells: list[list[str]]) -> str:
    """Cells of one line stand side by side; cells of several lines (a letter head) one after the other."""
    texts = ["".join(cell).strip("\n") for cell in cells]
    broken = any(set(text) & {_PAGE_BREAK, _RENDERED_BREAK} for text in texts)
    texts = [text.replace(_PAGE_BREAK, "").replace(_RENDERED_BREAK, "") for text in texts]
    separator = "\n" if any("\n" in text for text in texts) else "\t"
    return (_RENDERED_BREAK if broken else "") + separator.join(texts) + "\n"
