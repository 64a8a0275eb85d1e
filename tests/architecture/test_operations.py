"""The guide for who runs the archive: what it names exists, and no setting of signing in is left out."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from pydantic import BaseModel

from archive_service.settings import Settings, SettingsError, load_settings
from cli import cli
from tests.api.conftest import closed_staff, staff
from tests.api.house import House

__all__ = ["closed_staff", "staff"]
ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "operations.md").read_text("utf-8")
SETTINGS = tomllib.loads((ROOT / "config" / "default.toml").read_text("utf-8"))


def test_every_setting_that_is_named_exists() -> None:
    named = re.findall(rf"`({'|'.join(SETTINGS)})\.(?!key`)(\w+)(?: =[^`]*)?`", GUIDE)  # session.key is a file
    assert len(named) > 15
    assert [f"{section}.{key}" for section, key in named if key not in SETTINGS[section]] == []


@pytest.mark.parametrize("section", ["oidc", "session"])
def test_every_setting_of_signing_in_is_told(section: str) -> None:
    assert [key for key in SETTINGS[section] if f"`{section}.{key}`" not in GUIDE] == []


def test_every_verb_that_is_named_exists() -> None:
    for words in re.findall(r"`cli\.py ([a-z-]+(?:\s[a-z-]+)?)", GUIDE):
        name, _, more = " ".join(words.split()).partition(" ")
        verb = cli.commands[name]
        assert not more or more in getattr(verb, "commands", {more: None}), words


def test_the_addresses_for_the_provider_and_the_proxy_are_those_of_the_service(staff: House) -> None:
    rules = {rule.rule for rule in staff.app.url_map.iter_rules()}
    told = re.findall(r"https://HOST(/[\w/-]+)", GUIDE)
    assert len(told) == 2
    assert set(told) <= rules
    kept_inside = re.search(r"location ~ \^/\(([\w|]+)\)\$", GUIDE)
    assert kept_inside is not None
    assert {f"/{name}" for name in kept_inside[1].split("|")} <= rules


def test_a_provider_is_spoken_to_over_https_alone() -> None:
    """On loopback it may be http: that is how it is tried out."""
    for issuer in (
        "http://provider.example",
        "ftp://provider.example",
        "provider.example",
        "http://127.0.0.1.evil.example",
    ):
        with pytest.raises(SettingsError, match=r"oidc\.issuer"):
            load_settings({"ARCHIVE_OIDC_ISSUER": issuer})
    for issuer in ("https://provider.example/realms/office", "http://127.0.0.1:9000", ""):
        assert load_settings({"ARCHIVE_OIDC_ISSUER": issuer}).oidc.issuer == issuer


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("CATALOG_URL", "postgresql+psycopg://archive@db.internal/archive"),
        ("CATALOG_URL", "postgresql+psycopg://archive@db.internal/archive?sslmode=require"),
        ("CATALOG_URL", "postgresql+psycopg://archive@/archive?host=/run/postgresql,db.internal"),
        ("CATALOG_URL", "postgresql+psycopg://archive@127.0.0.1/archive?host=db.internal"),
        ("S3_ENDPOINT", "http://bucket.internal:9000"),
        ("S3_ENDPOINT", "http://127.0.0.1.internal"),
        ("ANTIVIRUS_ADDRESS", "tcp:scanner.internal:3310"),
        ("ANTIVIRUS_ADDRESS", "tcp:127.0.0.1.internal:3310"),
    ],
)
def test_no_other_machine_is_spoken_to_in_clear(setting: str, value: str) -> None:
    with pytest.raises(SettingsError, match=setting.lower().replace("_", r"\.")):
        load_settings({f"ARCHIVE_{setting}": value})


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("CATALOG_URL", "postgresql+psycopg://archive@db.internal/archive?sslmode=verify-full&sslrootcert=/etc/ca.pem"),
        ("CATALOG_URL", "postgresql+psycopg://archive@/archive?host=/run/postgresql"),
        ("CATALOG_URL", "postgresql+psycopg://archive@[::1]:5433/archive"),
        ("CATALOG_URL", "sqlite:////srv/archive/catalog.sqlite3"),
        ("S3_ENDPOINT", "https://bucket.internal"),
        ("S3_ENDPOINT", "http://127.0.0.1:9000"),
        ("ANTIVIRUS_ADDRESS", "tcp:[::1]:3310"),
        ("ANTIVIRUS_ADDRESS", "unix:/run/clamav/clamd.ctl"),
    ],
)
def test_what_is_encrypted_or_stays_on_this_machine_is_taken(setting: str, value: str) -> None:
    section, _, key = setting.lower().partition("_")
    assert getattr(getattr(load_settings({f"ARCHIVE_{setting}": value}), section), key) == value


def test_every_key_and_secret_says_how_it_is_replaced() -> None:
    """The page of keys has a full row for each file of a key and each setting that is never shown."""
    page = (ROOT / "docs" / "operations" / "keys.md").read_text("utf-8")
    rows = {cells[1].strip(" `"): cells[2:-1] for cells in (row.split("|") for row in page.splitlines()) if cells[1:]}
    secret = {
        f"ARCHIVE_{section}_{name}".upper()
        for section, model in Settings.model_fields.items()
        if isinstance(model.annotation, type) and issubclass(model.annotation, BaseModel)
        for name, field in model.annotation.model_fields.items()
        if field.repr is False
    }
    assert len(secret) >= 5
    made = {
        name
        for path in (ROOT / "archive_service").rglob("*.py")
        for name in re.findall(r'"([\w-]+\.key)"', path.read_text("utf-8"))
    }
    for name in secret | made:
        assert name in rows, name
        assert all(cell.strip() for cell in rows[name]), name
