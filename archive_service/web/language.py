"""The pages in two languages. The templates speak Vietnamese; translations/en.po says the same in English.

The catalog is read as it stands, so that no compiled file can be out of date.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from babel.messages.pofile import read_po
from flask import Flask

from archive_service import http
from archive_service.sentences import Language

_TRANSLATIONS = Path(__file__).parent / "translations"


@lru_cache(maxsize=1)
def english() -> dict[str, str]:
    """Vietnamese text → English text."""
    with (_TRANSLATIONS / "en.po").open("rb") as source:
        catalog = read_po(source, locale="en")
    return {str(message.id): str(message.string) for message in catalog if message.id and message.string}


def translate(text: str, /, language: Language | None = None, **facts: object) -> str:
    """The Vietnamese text in the language of the request, with its {facts} filled in."""
    spoken = language or http.language()
    told = english().get(text, text) if spoken == "en" else text
    return told.format(**facts) if facts else told


def install(app: Flask) -> None:
    """Give the templates `_` and the language."""
    app.jinja_env.globals["_"] = translate
    app.context_processor(lambda: {"language": http.language()})
