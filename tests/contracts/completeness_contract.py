"""What a catalog promises about papers by period and about reasons for gaps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from archive_service.domain.access import VisibleScope
from archive_service.domain.errors import UnknownUnit
from archive_service.domain.excuses import ExcusedGap, ExcuseState
from archive_service.domain.records import AccessLevel, Lifecycle
from archive_service.domain.terms import CongressPaper
from archive_service.ports import Catalog
from tests.contracts.specimens import CELL_8, CELL_9, START, a_dossier, a_record, with_units


def _excuse(number: int = 1) -> ExcusedGap:
    return ExcusedGap(
        id=f"excuse_{number}", unit_id=CELL_8.id, period="2022-03", reason="Cách ly toàn tổ dân phố",
        document_id="rec_1", proposed_by="user_a", proposed_at=START,
    )  # fmt: skip


class CompletenessContract:
    """Inherit and provide the fixture `catalog`: empty, with its schema."""

    def _with_papers(self, catalog: Catalog) -> None:
        with_units(catalog)
        about = a_record(1).description
        described = {
            1: replace(about, unit_id=CELL_8.id, period="2022-03", date=date(2022, 2, 28)),
            2: replace(about, unit_id=CELL_8.id, period="2022-Q4", date=None, lifecycle=Lifecycle.DRAFT),
            3: replace(about, unit_id=CELL_8.id, period=None, date=date(2022, 5, 9), title="Biên bản họp Chi ủy"),
            4: replace(about, unit_id=CELL_8.id, period=None, date=None),
            5: replace(about, unit_id=CELL_8.id, period="2021", date=date(2022, 1, 5)),
            6: replace(about, unit_id=CELL_9.id, period="2022-03", date=date(2022, 3, 5)),
            7: replace(about, unit_id=CELL_8.id, period="2023-01", date=date(2022, 12, 30)),
            8: replace(about, unit_id=CELL_8.id, period="2022-12", access_level=AccessLevel.RESTRICTED),
        }
        with catalog.write() as tx:
            for number, description in described.items():
                tx.records.add(replace(a_record(number), description=description))

    def test_papers_are_found_by_the_period_they_are_for(self, catalog: Catalog) -> None:
        self._with_papers(catalog)
        with catalog.read() as tx:
            found = tx.completeness.papers([CELL_8.id], 2022, 2022, None)
        assert [(paper.record_id, paper.period) for paper in found] == [
            (a_record(1).id, "2022-03"), (a_record(2).id, "2022-Q4"), (a_record(3).id, "2022-05"),
            (a_record(8).id, "2022-12"),
        ]  # fmt: skip
        assert [paper.period_assumed for paper in found] == [False, False, True, False]
        assert found[2].folded_title == "bien ban hop chi uy"
        assert found[1].lifecycle is Lifecycle.DRAFT

    def test_papers_out_of_sight_are_not_there(self, catalog: Catalog) -> None:
        self._with_papers(catalog)
        scope = VisibleScope(frozenset({CELL_8.id}), frozenset({AccessLevel.PUBLIC, AccessLevel.INTERNAL}))
        with catalog.read() as tx:
            found = tx.completeness.papers([CELL_8.id, CELL_9.id], 2022, 2022, [scope])
        assert {paper.unit_id for paper in found} == {CELL_8.id}
        assert a_record(8).id not in {paper.record_id for paper in found}

    def test_papers_of_a_congress_are_known_by_their_body(self, catalog: Catalog) -> None:
        with_units(catalog)
        about = replace(a_record(1).description, unit_id=CELL_8.id, symbol="01-NQ/ĐH", title="Đại hội")
        described = {
            1: replace(about, date=date(2022, 12, 20)),
            2: replace(about, date=date(2020, 6, 12), symbol="02-BC/ĐHCB", lifecycle=Lifecycle.SUPERSEDED),
            3: replace(about, date=date(2021, 6, 12), symbol="03-NQ/CB"),
            4: replace(about, date=None),
            5: replace(about, date=date(2021, 7, 1), lifecycle=Lifecycle.DRAFT),
            6: replace(about, date=date(2021, 8, 1), access_level=AccessLevel.RESTRICTED),
            7: replace(about, date=date(2021, 9, 1), unit_id=CELL_9.id),
        }
        with catalog.write() as tx:
            for number, description in described.items():
                tx.records.add(replace(a_record(number), description=description))
        scope = VisibleScope(frozenset({CELL_8.id}), frozenset({AccessLevel.PUBLIC, AccessLevel.INTERNAL}))
        with catalog.read() as tx:
            seen = tx.completeness.congress_papers([CELL_8.id, CELL_9.id], [scope])
            assert len(tx.completeness.congress_papers([CELL_8.id, CELL_9.id], None)) == 4
            assert tx.completeness.congress_papers([], None) == []
        assert seen == [
            CongressPaper(CELL_8.id, date(2020, 6, 12), "Đại hội"),
            CongressPaper(CELL_8.id, date(2022, 12, 20), "Đại hội"),
        ]

    def test_only_consultations_closed_complete_count(self, catalog: Catalog) -> None:
        with_units(catalog)
        dossiers = [
            replace(a_dossier(1), unit_id=CELL_8.id, kind="consultation", closed_at=date(2022, 3, 9)),
            replace(a_dossier(2), unit_id=CELL_8.id, kind="consultation", closed_at=None),
            replace(a_dossier(3), unit_id=CELL_8.id, kind="general", closed_at=date(2022, 3, 9)),
            replace(
                a_dossier(4), unit_id=CELL_8.id, kind="consultation", closed_at=date(2022, 3, 9),
                incomplete_because="mất danh sách",
            ),
        ]  # fmt: skip
        with catalog.write() as tx:
            for dossier in dossiers:
                tx.dossiers.add(dossier)
        with catalog.read() as tx:
            asked = [dossier.id for dossier in dossiers]
            assert tx.completeness.complete_consultations(asked) == {dossiers[0].id}
            assert tx.completeness.complete_consultations([]) == frozenset()

    def test_a_reason_is_kept_and_replaced(self, catalog: Catalog) -> None:
        with_units(catalog)
        approved = replace(_excuse(), state=ExcuseState.APPROVED, decided_by="user_b", decided_at=START, version=2)
        with catalog.write() as tx:
            tx.completeness.keep_excuse(_excuse())
            tx.completeness.keep_excuse(replace(_excuse(2), period="2023-01"))
        with catalog.write() as tx:
            assert tx.completeness.excuse("excuse_1") == _excuse()
            tx.completeness.keep_excuse(approved)
        with catalog.read() as tx:
            assert tx.completeness.excuses([CELL_8.id], "2022-01", "2022-12") == [approved]
            assert tx.completeness.excuses([CELL_9.id], "2022-01", "2022-12") == []
            assert tx.completeness.excuse("excuse_9") is None
            assert tx.completeness.proposed_excuses([CELL_8.id], 10) == [replace(_excuse(2), period="2023-01")]
            assert tx.completeness.proposed_excuses([CELL_9.id], 10) == []

    def test_a_reason_needs_a_known_unit(self, catalog: Catalog) -> None:
        with pytest.raises(UnknownUnit), catalog.write() as tx:
            tx.completeness.keep_excuse(_excuse())
