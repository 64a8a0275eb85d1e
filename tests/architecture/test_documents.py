"""Documents and settings against the code: what they name exists, what exists is named."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from archive_service.settings import Settings, SettingsError, load_settings
from cli import cli

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md")])
SOURCES = sorted(
    path
    for folder in ("archive_service", "indexer")
    for path in (ROOT / folder).rglob("*.py")
    if "versions" not in path.parts
)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (document.parent / target).exists(), f"{document.name} points at {target}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_that_are_named_exist(document: Path) -> None:
    named = re.findall(
        r"`((?:archive_service|indexer|tests|config|docs|benchmarks|scripts)/[\w./*-]+)", document.read_text()
    )
    missing = [path for path in named if not list(ROOT.glob(path.rstrip("./")))]
    assert missing == []


def test_every_kind_of_change_names_what_refuses_it() -> None:
    section = (
        (ROOT / "docs" / "threat-model.md").read_text("utf-8").partition("## How a change")[2].partition("\n## ")[0]
    )
    rows = [line for line in section.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 5
    for row in rows:
        named = re.findall(r"`(tests/[\w/.]+)`", row)
        assert named, row
        assert [path for path in named if not (ROOT / path).exists()] == [], row


def test_every_guarantee_names_its_test() -> None:
    model = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (G\d+) \|.*\|(.*)\|$", model, re.MULTILINE)
    assert len(rows) >= 13
    for number, held_by in rows:
        tests = re.findall(r"`(tests/[\w/.]+)`", held_by)
        assert tests, number
        assert all((ROOT / test).exists() for test in tests), number


def test_the_architecture_page_names_every_folder() -> None:
    page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    for package in ("archive_service", "indexer"):
        for folder in (ROOT / package).iterdir():
            if folder.is_dir() and (folder / "__init__.py").exists():
                assert f"`{package}/{folder.name}/" in page


def keys(model: type[BaseModel], prefix: str = "") -> set[str]:
    found: set[str] = set()
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            found |= keys(inner, f"{prefix}{name}.")
        else:
            found.add(prefix + name)
    return found


def written(table: dict[str, Any], prefix: str = "") -> set[str]:
    found: set[str] = set()
    for name, value in table.items():
        found |= written(value, f"{prefix}{name}.") if isinstance(value, dict) else {prefix + name}
    return found


def test_the_settings_file_is_the_reference() -> None:
    text = (ROOT / "config" / "default.toml").read_text(encoding="utf-8")
    assert written(tomllib.loads(text)) == keys(Settings)


def test_an_unknown_setting_is_an_error(tmp_path: Path) -> None:
    more = tmp_path / "more.toml"
    more.write_text("[server]\ncolour = 'red'\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"server\.colour"):
        load_settings({"ARCHIVE_CONFIG": str(more)})
    with pytest.raises(SettingsError, match="ARCHIVE_SERVER_COLOUR"):
        load_settings({"ARCHIVE_SERVER_COLOUR": "red"})
    with pytest.raises(SettingsError, match=r"server\.port"):
        load_settings({"ARCHIVE_SERVER_PORT": "ninety"})


def test_a_file_then_the_environment_override(tmp_path: Path) -> None:
    more = tmp_path / "more.toml"
    more.write_text("[server]\nport = 1111\nthreads = 9\n", encoding="utf-8")
    settings = load_settings({"ARCHIVE_CONFIG": str(more), "ARCHIVE_SERVER_PORT": "2222"})
    assert (settings.server.port, settings.server.threads) == (2222, 9)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_stay_small(path: Path) -> None:
    """Four hundred lines want two names."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_every_verb_explains_itself() -> None:
    for name, verb in cli.commands.items():
        assert verb.help, name


def test_nobody_imports_the_command_line() -> None:
    importing = [path for path in SOURCES if re.search(r"^(from|import) cli\b", path.read_text(encoding="utf-8"), re.M)]
    assert importing == []
