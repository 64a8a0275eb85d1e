"""The schema, brought to its newest version by the migrations inside this package."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import BigInteger, Connection, cast, func, literal, select

from archive_service.domain.errors import CatalogUnavailable

MIGRATIONS = Path(__file__).parent / "migrations"
# Any number, as long as nothing else in the database takes an advisory lock under it.
_UPGRADING = 0x75706772


def migration_settings(connection: Connection) -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings


def upgrade_schema(connection: Connection) -> None:
    """Run what is missing, inside the caller's transaction; of concurrent starts one does it and the others wait.

    Raises CatalogUnavailable for a schema from a newer version of this program.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(cast(literal(_UPGRADING), BigInteger))))
    try:
        command.upgrade(migration_settings(connection), "head")
    except CommandError as error:
        raise CatalogUnavailable from error
