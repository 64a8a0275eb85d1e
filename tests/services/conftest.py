"""The archive of tests/api/house.py for the tests of services: shared where they only add, own where they damage."""

from __future__ import annotations

from tests.api.conftest import closed_staff, house, own_house, staff

__all__ = ["closed_staff", "house", "own_house", "staff"]
