"""The REST door, /api/v1."""

from flask import Flask


def install(app: Flask) -> None:
    """Add the REST interface to the application."""
