"""The glossary names every class of the domain and every value of its enumerations, and nothing that is not there."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from enum import Enum
from pathlib import Path

import archive_service.domain

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"


def domain_classes() -> dict[str, type]:
    """Public classes by name, from every module of the domain."""
    names = [
        module.name for module in pkgutil.walk_packages(archive_service.domain.__path__, "archive_service.domain.")
    ]
    return {
        name: value
        for module in names
        for name, value in inspect.getmembers(importlib.import_module(module), inspect.isclass)
        if value.__module__ == module and not name.startswith("_")
    }


def code_names() -> set[str]:
    """The names that the tables give as code."""
    rows = [line for line in GLOSSARY.read_text("utf-8").splitlines() if line.startswith("|")]
    return {name for row in rows for name in re.findall(r"`([A-Z][A-Za-z_]+)`", row)}


def test_the_domain_is_found() -> None:
    assert {"Record", "Dossier", "Unit", "Refused"} <= domain_classes().keys()


def test_every_class_of_the_domain_is_explained() -> None:
    assert domain_classes().keys() - code_names() == set()


def test_every_value_of_an_enumeration_is_explained() -> None:
    members = {member.name for found in domain_classes().values() if issubclass(found, Enum) for member in found}
    assert members - code_names() == set()


def test_the_glossary_names_nothing_that_is_not_in_the_domain() -> None:
    known = set(domain_classes())
    for found in domain_classes().values():
        if issubclass(found, Enum):
            known |= set(found.__members__)
    printed_in_papers = {"ĐH"}
    assert code_names() - known - printed_in_papers == set()


def test_no_word_is_explained_twice() -> None:
    words = [line.split("|")[2].strip() for line in GLOSSARY.read_text("utf-8").splitlines() if line.startswith("| ")]
    english = [word for word in words if word != "English" and not word.startswith("any") and word]
    assert len(english) > 60
    assert sorted({word for word in english if english.count(word) > 1}) == []
