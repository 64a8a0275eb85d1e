"""An extraction whose pages are Unicode: the last step before the text is kept, shown and indexed."""

from __future__ import annotations

import re
from dataclasses import replace

from indexer.model import ExtractedText, PageText, TextSource
from indexer.text.legacy import convert_pages

MOST_CHARACTERS = 8_000_000
"""What is converted of one document, about ten seconds of work; pages beyond stay as they are."""
_CODES = re.compile("[\x02\x05\x06\x14\x19\x1e\x80-\x9f]")
"""Control codes that a file of single bytes may have meant as letters or signs."""


def in_unicode(text: ExtractedText) -> ExtractedText:
    """The extraction with legacy pages converted, and marked with the encoding and a confidence.

    Recognised pages stay: OCR writes Unicode. An extraction that is marked already is given back. A control code
    that was no letter becomes the quote or dash it is in Windows-1252, or goes.
    """
    return text if text.conversion else _without_codes(_converted(text))


def _converted(text: ExtractedText) -> ExtractedText:
    chosen: list[PageText] = []
    length = 0
    for page in text.pages:
        length += len(page.text)
        if length > MOST_CHARACTERS:
            break
        if page.source is TextSource.LAYER:
            chosen.append(page)
    texts, whole = convert_pages([page.text for page in chosen])
    if whole.encoding is None:
        return text
    converted = {page.number: replace(page, text=new) for page, new in zip(chosen, texts, strict=True)}
    pages = tuple(converted.get(page.number, page) for page in text.pages)
    return replace(text, pages=pages, conversion=(whole.encoding, whole.confidence))


def _without_codes(text: ExtractedText) -> ExtractedText:
    if not any(_CODES.search(page.text) for page in text.pages):
        return text
    return replace(text, pages=tuple(replace(page, text=_CODES.sub(_sign, page.text)) for page in text.pages))


def _sign(code: re.Match[str]) -> str:
    return "" if code[0] < " " else code[0].encode("latin-1").decode("cp1252", "ignore")
