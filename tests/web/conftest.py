"""The archive of tests/api/house.py behind its pages."""

from __future__ import annotations

from tests.api.conftest import closed_staff, house, own_house, staff

__all__ = ["closed_staff", "house", "own_house", "staff"]
