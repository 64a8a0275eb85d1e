"""Alembic runs this file: migrate over the connection, and in the transaction, of whoever asks."""

from alembic import context

from archive_service.catalog.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
