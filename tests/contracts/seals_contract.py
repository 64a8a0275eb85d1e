"""What every catalog promises about the seals of the log."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive_service.domain.audit import verify
from archive_service.domain.errors import Conflict
from archive_service.domain.seals import Seal, event_line, event_of, seal_events
from archive_service.ports import Catalog
from tests.contracts.specimens import START, an_entry


class SealsContract:
    """Inherit and provide the fixture `catalog`: empty, with its schema."""

    def _sealed(self, catalog: Catalog) -> list[Seal]:
        """Nine events under three seals."""
        with catalog.write() as tx:
            events = [tx.audit.append(an_entry(f"rec_{number}")) for number in range(9)]
            seals: list[Seal] = []
            for start in (0, 2, 6):
                until = {0: 2, 2: 6, 6: 9}[start]
                seals.append(seal_events(events[start:until], seals[-1] if seals else None, START))
                tx.seals.add(seals[-1])
        return seals

    def test_seals_are_found_by_number_and_by_event(self, catalog: Catalog) -> None:
        with catalog.read() as tx:
            assert tx.seals.last() is None
            assert tx.seals.not_stored() is None
            assert tx.seals.over(1) is None
            assert list(tx.seals.all()) == []
        seals = self._sealed(catalog)
        with catalog.read() as tx:
            assert tx.seals.last() == seals[2]
            assert list(tx.seals.all()) == seals
            assert [tx.seals.over(number) for number in (1, 2, 3, 6, 7, 9, 10)] == [
                seals[0], seals[0], seals[1], seals[1], seals[2], seals[2], None,
            ]  # fmt: skip
            assert [seal.digest for seal in tx.seals.all()] == [seal.digest for seal in seals]

    def test_those_not_in_the_store_yet_come_oldest_first(self, catalog: Catalog) -> None:
        seals = self._sealed(catalog)
        for seal in seals:
            with catalog.write() as tx:
                assert tx.seals.not_stored() == seal
                tx.seals.mark_stored(seal.number)
        with catalog.read() as tx:
            assert tx.seals.not_stored() is None

    def test_a_number_is_given_once(self, catalog: Catalog) -> None:
        seals = self._sealed(catalog)
        with catalog.write() as tx:
            with pytest.raises(Conflict):
                tx.seals.add(replace(seals[1], head="other"))
            assert list(tx.seals.all()) == seals

    def test_events_come_back_as_they_were(self, catalog: Catalog) -> None:
        with catalog.write() as tx:
            lines = [event_line(tx.audit.append(an_entry(f"rec_{number}"))) for number in range(4)]
        with catalog.write() as tx, pytest.raises(Conflict):
            tx.audit.adopt(event_of(lines[1]))

    def test_an_empty_log_takes_back_its_events(self, catalog: Catalog) -> None:
        with catalog.write() as tx:
            lines = [event_line(tx.audit.append(an_entry(f"rec_{number}"))) for number in range(4)]
            fresh = [event_of(line) for line in lines]
        assert [event.digest for event in fresh] == [line[:64].decode() for line in lines]
        with catalog.read() as tx:
            assert list(tx.audit.events()) == fresh
            assert list(verify(fresh, head=tx.audit.head())) == []
