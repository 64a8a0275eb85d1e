"""An extraction whose pages are Unicode: the last step before the text is kept, shown and indexed."""

from __future__ import annotations

from dataclasses import replace

from indexer.model import ExtractedText, PageText, TextSource
from indexer.text.legacy import convert_pages

MOST_CHARACTERS = 8_000_000
"""What is converted of one document, about ten seconds of work; pages beyond stay as they are."""


def in_unicode(text: ExtractedText) -> ExtractedText:
    """The extraction with legacy pages converted, and marked with the encoding and a confidence.

    Recognised pages stay: OCR writes Unicode. An extraction that is marked already is given back.
    """
    if text.conversion:
        return text
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
