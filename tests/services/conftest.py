"""The archive of tests/api/house.py for the tests of services: shared where they only add, own where they damage."""

from __future__ import annotations

import pytest

from archive_service.domain.access import Actor, Role
from tests.api.conftest import closed_staff, house, own_house, staff
from tests.api.house import House
from tests.services.disposing import rules_in_force
from tests.services.test_excuses import person

__all__ = ["closed_staff", "house", "own_house", "staff"]


@pytest.fixture
def archivist(own_house: House) -> Actor:
    """Whoever proposes what is to be destroyed or handed over."""
    return person(own_house, "archivist", Role.ARCHIVIST, "DB-YT")


@pytest.fixture
def leader(own_house: House) -> Actor:
    """Whoever decides."""
    return person(own_house, "leader", Role.LEADER, "DB-YT")


@pytest.fixture
def ruled(own_house: House, archivist: Actor, leader: Actor) -> House:
    """The house with some of the shipped rules in force."""
    rules_in_force(own_house, archivist, leader)
    return own_house
