"""The archive of tests/api/house.py behind its pages."""

from __future__ import annotations

from tests.api.conftest import house, own_house

__all__ = ["house", "own_house"]
