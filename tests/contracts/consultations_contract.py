"""What a catalog promises about written consultations."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive_service.domain.consultation import ConsultationState
from archive_service.domain.errors import UnknownUnit
from archive_service.ports import Catalog, KeptConsultation
from tests.contracts.specimens import CELL_8, CELL_9, with_units

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

    def test_a_consultation_needs_a_known_unit(self, catalog: Catalog) -> None:
        with pytest.raises(UnknownUnit), catalog.write() as tx:
            tx.consultations.keep(KEPT)
