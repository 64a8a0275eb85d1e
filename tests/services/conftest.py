"""The archive of tests/api/house.py for the tests of services: shared where they only add, own where they damage."""

from __future__ import annotations

from tests.api.conftest import house, own_house

__all__ = ["house", "own_house"]
