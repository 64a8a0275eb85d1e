"""Frozen settings: config/default.toml, then the file named in ARCHIVE_CONFIG, then ARCHIVE_* variables."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from archive_service.domain.access import Role

ROOT = Path(__file__).resolve().parent.parent
CONFIG_DIR = ROOT / "config"
_PREFIX = "ARCHIVE_"
# Names with the prefix that are not settings: the settings file, and the answers doors take from the environment.
_OTHER_NAMES = frozenset({"ARCHIVE_CONFIG", "ARCHIVE_TOKEN", "ARCHIVE_USER", "ARCHIVE_PASSWORD"})


class SettingsError(Exception):
    """A setting is unknown or holds what it cannot hold; the text says which and where."""


# Addresses on the web: over TLS, but for this machine, where things are tried out; or none.
_ENCRYPTED = r"^(|https://.+|http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/.*)?)$"
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
# What of PostgreSQL's ways to connect is encrypted, to a server whose certificate was checked.
_CHECKED_MODES = frozenset({"verify-ca", "verify-full"})


# What `demo` writes into the data directory: the accounts of the demonstration, for who starts the service.
DEMO_NOTE = "demonstration.json"


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ServerSettings(_Section):
    host: str
    port: int = Field(ge=0, le=65535)
    processes: int = Field(ge=1, le=64)
    threads: int = Field(ge=1, le=128)
    secure_cookies: bool
    trusted_proxies: int = Field(ge=0, le=5)
    silence_seconds: float = Field(gt=0, le=3600)


class SessionSettings(_Section):
    idle_minutes: int = Field(ge=1)
    absolute_hours: int = Field(ge=1)
    password_again_minutes: int = Field(ge=1, le=720)


class SigninSettings(_Section):
    attempts_per_address: int = Field(ge=1)
    attempts_per_login: int = Field(ge=1)
    attempts_per_login_anywhere: int = Field(ge=1)
    password_minimum: int = Field(ge=8)
    first_password_hours: int = Field(ge=1, le=720)
    second_factor_roles: frozenset[Role]
    emergency_minutes: int = Field(ge=1, le=1440)

    @field_validator("second_factor_roles", mode="before")
    @classmethod
    def _from_one_text(cls, value: object) -> object:
        """A list in the file; names with blanks between them in a variable."""
        return value.split() if isinstance(value, str) else value


class OidcSettings(_Section):
    issuer: str = Field(pattern=_ENCRYPTED)
    client_id: str
    client_secret: str = Field(repr=False)
    name: str = Field(min_length=1, max_length=60)
    login_claim: str
    second_factor: bool
    ca_file: str


class ApiSettings(_Section):
    requests_per_minute: int = Field(ge=1)


class DepositSettings(_Section):
    max_file_bytes: int = Field(ge=1)
    max_files: int = Field(ge=1, le=10_000)
    reading_seconds: int = Field(ge=1)


class ExtractionSettings(_Section):
    cpu_seconds: int = Field(ge=1)
    wall_seconds: int = Field(ge=1)
    memory_bytes: int = Field(ge=64 << 20)
    children: int = Field(ge=1, le=32)


class AntivirusSettings(_Section):
    address: str = Field(pattern=r"^(|unix:/.+|tcp:.+:\d{1,5})$")
    seconds: float = Field(gt=0, le=3600)
    required: bool

    @field_validator("address")
    @classmethod
    def _stays_on_this_machine(cls, address: str) -> str:
        """The daemon speaks no TLS, and every paper is sent to it."""
        if address.startswith("tcp:") and address[4:].rpartition(":")[0].strip("[]") not in _LOOPBACK:
            raise ValueError("the daemon speaks without encryption: run it on this machine, or lead a tunnel to it")
        return address


class WorkerSettings(_Section):
    poll_seconds: float = Field(gt=0)
    lease_seconds: int = Field(ge=5)
    batch: int = Field(ge=1, le=1000)


class AuditSettings(_Section):
    seal_events: int = Field(ge=1, le=100_000)
    seal_minutes: int = Field(ge=1)


class FixitySettings(_Section):
    every_minutes: int = Field(ge=1)
    run_seconds: float = Field(gt=0)
    run_bytes: int = Field(ge=1)
    again_days: int = Field(ge=1)
    compare_hour: int = Field(ge=0, le=23)


class CatalogSettings(_Section):
    url: str

    @field_validator("url")
    @classmethod
    def _is_encrypted(cls, url: str) -> str:
        """A database on another machine is spoken to over TLS, and shows its certificate."""
        asked = parse_qs(urlsplit(url).query)
        hosts = {name for each in asked.get("host", [urlsplit(url).hostname or ""]) for name in each.split(",")}
        far = {name for name in hosts if name and not name.startswith("/") and name not in _LOOPBACK}
        if far and not _CHECKED_MODES.intersection(asked.get("sslmode", ())):
            raise ValueError("a database on another machine needs ?sslmode=verify-full (or verify-ca) in its address")
        return url


class RetentionSettings(_Section):
    backup_days: int = Field(ge=0, le=3650)
    ledger: str


class StoreSettings(_Section):
    kind: Literal["filesystem", "s3"]
    lock_mode: Literal["governance", "compliance", "none"]


class S3SettingsSection(_Section):
    endpoint: str = Field(pattern=_ENCRYPTED)
    bucket: str
    region: str
    ca_file: str
    writer_access_key: str
    writer_secret_key: str = Field(repr=False)
    hold_manager_access_key: str
    hold_manager_secret_key: str = Field(repr=False)
    disposer_access_key: str
    disposer_secret_key: str = Field(repr=False)
    owner_access_key: str
    owner_secret_key: str = Field(repr=False)


class LogSettings(_Section):
    level: Literal["debug", "info", "warning", "error"]
    format: Literal["json", "text"]


class Settings(_Section):
    """All settings; the comments in config/default.toml say what each one means."""

    data_dir: Path
    server: ServerSettings
    session: SessionSettings
    signin: SigninSettings
    oidc: OidcSettings
    api: ApiSettings
    deposit: DepositSettings
    extraction: ExtractionSettings
    antivirus: AntivirusSettings
    worker: WorkerSettings
    audit: AuditSettings
    fixity: FixitySettings
    catalog: CatalogSettings
    log: LogSettings
    store: StoreSettings
    retention: RetentionSettings
    s3: S3SettingsSection

    @property
    def catalog_url(self) -> str:
        """The address of the catalog, the embedded one by default."""
        return self.catalog.url or f"sqlite:///{self.data_dir.resolve() / 'catalog.sqlite3'}"

    @property
    def is_demonstration(self) -> bool:
        """Whether `demo` filled this archive: its accounts have a password that everybody knows."""
        return (self.data_dir / DEMO_NOTE).exists()

    @property
    def second_factor_roles(self) -> frozenset[Role]:
        """Who must sign in with a second factor; in the demonstration nobody, so that it can be tried by anybody."""
        return frozenset() if self.is_demonstration else self.signin.second_factor_roles

    @property
    def ledger_path(self) -> Path:
        """Where the ledger of destructions lies, in the data directory by default."""
        return Path(self.retention.ledger) if self.retention.ledger else self.data_dir / "destroyed.ledger"


def load_settings(environment: Mapping[str, str] | None = None, config_dir: Path = CONFIG_DIR) -> Settings:
    """Read the settings. Raises SettingsError naming the key and where it was set."""
    environment = os.environ if environment is None else environment
    values = _read_toml(config_dir / "default.toml")
    if extra := environment.get("ARCHIVE_CONFIG"):
        _merge(values, _read_toml(Path(extra)))
    for name, text in environment.items():
        if name.startswith(_PREFIX) and name not in _OTHER_NAMES:
            _set(values, name, text)
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"The setting {key} is wrong: {first['msg']}. See config/default.toml.") from None


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"The settings file {path} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"The settings file {path} is not valid TOML: {error}.") from None


def _merge(values: dict[str, Any], more: dict[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(values.get(key), dict):
            _merge(values[key], value)
        else:
            values[key] = value


def _set(values: dict[str, Any], name: str, text: str) -> None:
    """Put ARCHIVE_<SECTION>_<KEY> where it belongs; pydantic turns the text into the right type."""
    key = name[len(_PREFIX) :].lower()
    section, _, rest = key.partition("_")
    if key in values and not isinstance(values[key], dict):
        values[key] = text
    elif isinstance(values.get(section), dict) and rest in values[section]:
        values[section][rest] = text
    else:
        raise SettingsError(f"The environment variable {name} names no setting. See config/default.toml.")
