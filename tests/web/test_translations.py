"""No string of the pages is untranslated, and none of the catalog is left over."""

from __future__ import annotations

import re
from pathlib import Path

from archive_service.web.labels import LABELS
from archive_service.web.language import english

WEB = Path(__file__).resolve().parents[2] / "archive_service" / "web"


def spoken() -> set[str]:
    """Every Vietnamese text that a template or a view hands to the translation."""
    texts: set[str] = set()
    for labels in LABELS.values():
        texts |= set(labels.values())
    for template in (WEB / "templates").rglob("*.html"):
        texts |= set(re.findall(r"\b_\('((?:[^'\\]|\\.)*)'", template.read_text(encoding="utf-8")))
    for module in WEB.glob("*.py"):
        texts |= set(re.findall(r'translate\(\s*"((?:[^"\\]|\\.)*)"', module.read_text(encoding="utf-8")))
    return texts


def test_the_catalog_says_exactly_what_the_pages_say() -> None:
    assert spoken() - set(english()) == set()
    assert set(english()) - spoken() == set()


def test_no_text_is_translated_twice() -> None:
    catalog = (WEB / "translations" / "en.po").read_text(encoding="utf-8")
    ids = re.findall(r'^msgid "(.+)"$', catalog, re.MULTILINE)
    assert [text for text in ids if ids.count(text) > 1] == []


def test_translations_keep_their_facts() -> None:
    for vietnamese, told in english().items():
        assert set(re.findall(r"\{\w+\}", vietnamese)) == set(re.findall(r"\{\w+\}", told)), vietnamese


def test_templates_hold_no_text_outside_the_translation() -> None:
    """Vietnamese letters in a template stand only within a call of the translation or a comment."""
    marked = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯáàảãạéèẻẽẹíìỉĩịóòỏõọúùủũụýỳỷỹỵ]")
    for template in (WEB / "templates").rglob("*.html"):
        bare = re.sub(r"\b_\('(?:[^'\\]|\\.)*'", "", template.read_text(encoding="utf-8"))
        bare = bare.replace("Tiếng Việt", "").replace('"xin ý kiến"', "")
        assert not marked.search(bare), template.name
