"""The web door: server-rendered pages in Vietnamese and English."""

from flask import Flask


def install(app: Flask) -> None:
    """Add the pages to the application."""
