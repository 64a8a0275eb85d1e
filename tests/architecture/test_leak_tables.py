"""Every operation, page and verb is asked for what is hidden: it has its line in tests/leaks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from archive_service.api import ENDPOINTS
from archive_service.app import create_app
from archive_service.bootstrap import open_archive
from archive_service.settings import load_settings
from cli import cli
from tests.leaks.operations import OPERATIONS
from tests.leaks.pages import PAGES
from tests.leaks.verbs import VERBS


def verbs(command: click.Command, words: tuple[str, ...] = ()) -> Iterator[str]:
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from verbs(inner, (*words, name))
    else:
        yield " ".join(words)


def test_no_operation_is_forgotten() -> None:
    assert {endpoint.name for endpoint in ENDPOINTS} == set(OPERATIONS)


def test_no_verb_is_forgotten() -> None:
    assert set(verbs(cli)) == set(VERBS)


def test_no_page_is_forgotten(tmp_path: Path) -> None:
    settings = load_settings({"ARCHIVE_DATA_DIR": str(tmp_path)})
    archive = open_archive(settings)
    try:
        routes = {rule.endpoint for rule in create_app(archive, settings).url_map.iter_rules()}
    finally:
        archive.close()
    assert {endpoint for endpoint in routes if not endpoint.startswith("api.")} == set(PAGES)
