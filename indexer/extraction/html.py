"""HTML pages: the text a reader sees, block by block. Nothing is fetched and no entity is expanded."""

from __future__ import annotations

import re
from collections.abc import Iterator

import lxml.html
from lxml import etree

from indexer.errors import ExtractionFailed
from indexer.extraction.plain import encoding_of
from indexer.extraction.source import Facts, Piece, Source
from indexer.model import NoTextReason, PageText

_MAX_BYTES = 64 << 20
_UNSEEN = {"script", "style", "noscript", "template", "head", "iframe", "object", "svg", "math", "select"}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "tfoot", "thead", "tr", "ul",
}  # fmt: skip
_CELLS = {"td", "th"}


def extract_html(source: Source) -> Iterator[Piece]:
    """One page with the visible text; the title is a property."""
    data = source.read(_MAX_BYTES)
    encoding = encoding_of(source)
    # A page that is valid UTF-8 is UTF-8 whatever it declares; otherwise its declaration counts.
    parser = lxml.html.HTMLParser(encoding=None if encoding == "latin-1" else encoding, no_network=True)
    try:
        root = lxml.html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise ExtractionFailed(NoTextReason.EMPTY, "no element") from error
    title = root.findtext(".//title")
    text = visible_text(root)
    if text:
        yield PageText(1, text)
    yield Facts(page_count=1, properties={"title": title.strip()} if title and title.strip() else {})


def visible_text(root: etree._Element) -> str:
    """The text below an element: one line per block, cells of a row separated by tabs."""
    parts: list[str] = []
    walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walker:
        name = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if name in _UNSEEN:
                walker.skip_subtree()
                continue
            parts.append("\n" if name in _BLOCKS else "")
            parts.append(re.sub(r"\s+", " ", element.text or ""))
            continue
        if event == "end" and name not in _UNSEEN:
            parts.append("\n" if name in _BLOCKS else "\t" if name in _CELLS else "")
        parts.append(re.sub(r"\s+", " ", element.tail or ""))
    lines = (line.strip(" ") for line in re.sub(r" *\t *", "\t", "".join(parts)).split("\n"))
    return "\n".join(line.strip() for line in lines if line.strip())
