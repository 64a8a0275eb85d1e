"""What a catalog promises about written consultations."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from archive_service.domain.consultation import ConsultationState
from archive_service.domain.errors import UnknownUnit
from archive_service.ports import Catalog, KeptConsultation
from tests.contracts.specimens import CELL_8, CELL_9, START, with_units

KEPT = KeptConsultation("con_1", 1, CELL_8.id, "dos_1", ConsultationState.ASKING, '{"some": "JSON"}')


class ConsultationsContract:
    """Inherit and provide the fixture `catalog`: empty, with its schema."""

    def test_kept_and_replaced(self, catalog: Catalog) -> None:
        with_units(catalog)
        newer = replace(KEPT, version=2, state=ConsultationState.CLOSED, body="{}")
        with catalog.write() as tx:
            tx.consultations.keep(KEPT)
        with catalog.write() as tx:
            assert tx.consultations.get("con_1", None) == KEPT
            tx.consultations.keep(newer)
        with catalog.read() as tx:
            assert tx.consultations.get("con_1", frozenset({CELL_8.id})) == newer
            assert tx.consultations.of_dossier("dos_1", None) == newer
            assert tx.consultations.get("con_1", frozenset({CELL_9.id})) is None
            assert tx.consultations.of_dossier("dos_1", frozenset()) is None
            assert tx.consultations.get("con_9", None) is None

    def test_listed_newest_first_by_pages(self, catalog: Catalog) -> None:
        with_units(catalog)
        closed = ConsultationState.CLOSED
        with catalog.write() as tx:
            for number in range(1, 6):
                state = closed if number == 4 else ConsultationState.DRAFTING
                unit_id = CELL_9.id if number == 5 else CELL_8.id
                tx.consultations.keep(replace(KEPT, id=f"con_{number}", unit_id=unit_id, state=state))
        with catalog.read() as tx:
            first, more = tx.consultations.list(frozenset({CELL_8.id}), limit=2)
            assert ([each.id for each in first], more) == (["con_4", "con_3"], True)
            rest, more = tx.consultations.list(frozenset({CELL_8.id}), after="con_3", limit=2)
            assert ([each.id for each in rest], more) == (["con_2", "con_1"], False)
            opened, _ = tx.consultations.list(None, open_only=True)
            assert [each.id for each in opened] == ["con_5", "con_3", "con_2", "con_1"]

    def test_found_by_every_record_it_names(self, catalog: Catalog) -> None:
        with_units(catalog)
        with catalog.write() as tx:
            tx.consultations.keep(replace(KEPT, papers=(("rec_1", "draft"), ("rec_2", "reply"))))
            tx.consultations.keep(replace(KEPT, id="con_2", papers=(("rec_1", "draft"),)))
            tx.consultations.keep(replace(KEPT, papers=(("rec_1", "draft"), ("rec_3", "reply"))))
        with catalog.read() as tx:
            found = [tx.consultations.of_record(record_id, None) for record_id in ("rec_1", "rec_3")]
            assert [each.id for each in found if each is not None] == ["con_2", "con_1"]
            assert tx.consultations.of_record("rec_2", None) is None, "it was named before, and is no more"
            assert tx.consultations.of_record("rec_1", frozenset({CELL_9.id})) is None

    def test_what_waits_comes_by_its_deadline(self, catalog: Catalog) -> None:
        with_units(catalog)
        cells = {2: CELL_9.id}
        with catalog.write() as tx:
            for number, days in ((1, 3), (2, 1), (3, None), (4, 2), (5, None)):
                due = None if days is None else START + timedelta(days=days)
                state = ConsultationState.CLOSED if number == 5 else ConsultationState.ASKING
                unit_id = cells.get(number, CELL_8.id)
                tx.consultations.keep(replace(KEPT, id=f"con_{number}", unit_id=unit_id, due_at=due, state=state))
        with catalog.read() as tx:
            found = tx.consultations.waiting(frozenset({CELL_8.id, CELL_9.id}), 10)
            assert [each.id for each in found] == ["con_2", "con_4", "con_1", "con_3"]
            assert found[0].due_at == START + timedelta(days=1)
            assert [each.id for each in tx.consultations.waiting(frozenset({CELL_8.id}), 2)] == ["con_4", "con_1"]
            assert tx.consultations.waiting(frozenset(), 10) == []

    def test_a_consultation_needs_a_known_unit(self, catalog: Catalog) -> None:
        with pytest.raises(UnknownUnit), catalog.write() as tx:
            tx.consultations.keep(KEPT)
