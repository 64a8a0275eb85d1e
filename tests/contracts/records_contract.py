"""What the rows of records promise on every engine."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from archive_service.domain.access import VisibleScope
from archive_service.domain.errors import BadField, Conflict, NotFound, UnknownUnit, VersionConflict
from archive_service.domain.records import AccessLevel, Record, TextState, TextStatus
from archive_service.ports import Catalog, RecordEntry
from tests.contracts.specimens import CELL_8, CELL_9, UNITS, WARD, a_file, a_record, digest_of, next_version, with_units

ALL_LEVELS = frozenset(AccessLevel)
OF_CELL_8 = [VisibleScope(frozenset({CELL_8.id}), ALL_LEVELS)]
TOO_MANY_FOR_PARAMETERS = 5000


def keep(catalog: Catalog, *records: Record) -> None:
    with_units(catalog)
    with catalog.write() as tx:
        for record in records:
            tx.records.add(record)


def ids(entries: tuple[RecordEntry, ...]) -> list[str]:
    return [entry.record.id for entry in entries]


class RecordsContract:
    """Inherit and provide the fixture `catalog`: empty, with its schema."""

    def test_a_record_comes_back_as_it_went_in(self, catalog: Catalog) -> None:
        full = a_record(1, files=(a_file("b.pdf"), a_file("a.pdf"), a_file("Ảnh \N{BANANA}.jpg")))
        bare = replace(
            a_record(2, files=()),
            description=replace(
                a_record(2).description, number=None, symbol=None, date=None, period=None, dossier_id=None
            ),
        )
        keep(catalog, full, bare)
        with catalog.read() as tx:
            assert tx.records.get(full.id, None) == RecordEntry(full, TextStatus())
            assert tx.records.get(bare.id, None) == RecordEntry(bare, TextStatus())
            assert tx.records.get("rec_unknown", None) is None

    def test_scopes_that_end_at_days(self, catalog: Catalog) -> None:
        """By the date of a paper; without one by the whole of its period; one with neither is in no range."""
        when = [(date(2022, 2, 7), "2020"), (None, "2022-Q1"), (None, "2022-12"), (None, "2022"), (None, None)]
        scopes = [VisibleScope(frozenset({CELL_8.id}), ALL_LEVELS, date(2022, 1, 1), date(2022, 3, 31))]
        with_units(catalog)
        with catalog.write() as tx:
            for number, (day, period) in enumerate(when, 1):
                plain = a_record(number)
                tx.records.add(replace(plain, description=replace(plain.description, date=day, period=period)))
        with catalog.read() as tx:
            found = [entry.record.id for entry in tx.records.list(scopes).entries]
            assert found == [a_record(1).id, a_record(2).id]
            assert tx.records.coverage(scopes).records == 2

    def test_a_taken_id_is_a_conflict_and_the_transaction_goes_on(self, catalog: Catalog) -> None:
        keep(catalog, a_record(1))
        with catalog.write() as tx:
            with pytest.raises(Conflict):
                tx.records.add(a_record(1))
            tx.records.add(a_record(2))
        with catalog.read() as tx:
            assert tx.records.get(a_record(2).id, None) is not None

    def test_an_unknown_unit_is_refused(self, catalog: Catalog) -> None:
        with pytest.raises(UnknownUnit), catalog.write() as tx:
            tx.records.add(a_record(1, unit="unit_nowhere"))

    def test_words_no_database_keeps_are_refused_and_never_altered(self, catalog: Catalog) -> None:
        for title in ("Nghị\0quyết", "Nghị \ud800 quyết"):
            record = a_record(1)
            with pytest.raises(BadField):
                keep(catalog, replace(record, description=replace(record.description, title=title)))

    def test_a_guess_no_database_keeps_is_an_unknown_id(self, catalog: Catalog) -> None:
        keep(catalog, a_record(1))
        with catalog.read() as tx:
            for guess in ("\0", "rec_\ud800", "", "rec_" + "z" * 100_000, "' OR 1=1 --", '"},{', "a\\", "NULL"):
                assert tx.records.get(guess, None) is None
                assert tx.records.get_many([guess], None) == {}
                assert tx.records.with_digest(guess) == []

    def test_update_needs_the_version_that_was_read(self, catalog: Catalog) -> None:
        record = a_record(1)
        keep(catalog, record)
        changed = replace(next_version(record, title="Tên mới", unit_id=CELL_9.id), files=(a_file("mới.pdf"),))
        with catalog.write() as tx:
            tx.records.set_text(record.id, TextStatus(TextState.SEARCHABLE, None, 3))
            tx.records.update(changed, expected_version=1)
        with catalog.write() as tx:
            assert tx.records.get(record.id, None) == RecordEntry(changed, TextStatus(TextState.SEARCHABLE, None, 3))
            with pytest.raises(VersionConflict) as conflict:
                tx.records.update(changed, expected_version=1)
            assert conflict.value.facts == {"expected": 1, "current": 2}
            with pytest.raises(NotFound):
                tx.records.update(a_record(9), expected_version=1)

    def test_scopes_decide_what_exists(self, catalog: Catalog) -> None:
        own, foreign = a_record(1), a_record(2, unit=CELL_9.id)
        secret = a_record(3, level=AccessLevel.RESTRICTED)
        keep(catalog, own, foreign, secret)
        internal = [VisibleScope(frozenset({CELL_8.id}), frozenset({AccessLevel.PUBLIC, AccessLevel.INTERNAL}))]
        all_ids = [own.id, foreign.id, secret.id, "rec_unknown"]
        with catalog.read() as tx:
            assert tx.records.get(own.id, internal) is not None
            assert tx.records.get(foreign.id, internal) is None
            assert tx.records.get(secret.id, internal) is None
            assert list(tx.records.get_many(all_ids, internal)) == [own.id]
            assert list(tx.records.get_many(all_ids, OF_CELL_8)) == [own.id, secret.id]
            assert list(tx.records.get_many(all_ids, None)) == [own.id, foreign.id, secret.id]
            assert tx.records.get_many([], None) == {}

    def test_no_scope_shows_nothing(self, catalog: Catalog) -> None:
        keep(catalog, a_record(1))
        nothing: list[list[VisibleScope]] = [
            [],
            [VisibleScope(frozenset(), ALL_LEVELS)],
            [VisibleScope(frozenset({CELL_8.id}), frozenset())],
        ]
        with catalog.read() as tx:
            for scopes in nothing:
                assert tx.records.get(a_record(1).id, scopes) is None
                assert tx.records.get_many([a_record(1).id], scopes) == {}
                assert tx.records.list(scopes).entries == ()
                assert tx.records.coverage(scopes).records == 0

    def test_ids_of_any_form_are_compared_as_they_are(self, catalog: Catalog) -> None:
        names = ['"', "\\", '\\"', "{a,b}", "NULL", "a,b", "'", "đơn vị", " a ", "%s", ""]
        with catalog.write() as tx:
            for number, name in enumerate(names, 1):
                tx.records.recover(a_record(number, unit=f"unit_{name}"), TextStatus())
        for number, name in enumerate(names, 1):
            scopes = [VisibleScope(frozenset({f"unit_{name}", "unit_other"}), ALL_LEVELS)]
            with catalog.read() as tx:
                assert ids(tx.records.list(scopes).entries) == [a_record(number).id]
                assert tx.records.coverage(scopes).records == 1

    def test_several_scopes_add_up(self, catalog: Catalog) -> None:
        keep(
            catalog,
            a_record(1),
            a_record(2, level=AccessLevel.RESTRICTED),
            a_record(3, unit=CELL_9.id),
            a_record(4, unit=CELL_9.id, level=AccessLevel.RESTRICTED),
            a_record(5, unit=WARD.id, level=AccessLevel.PUBLIC),
        )
        scopes = [
            VisibleScope(frozenset({CELL_8.id}), ALL_LEVELS),
            VisibleScope(frozenset({CELL_9.id}), frozenset({AccessLevel.INTERNAL})),
            VisibleScope(frozenset({CELL_9.id, WARD.id}), frozenset({AccessLevel.PUBLIC})),
        ]
        with catalog.read() as tx:
            assert [entry.record.description.number for entry in tx.records.list(scopes).entries] == [1, 2, 3, 5]
            assert tx.records.coverage(scopes).records == 4

    def test_thousands_of_units_in_a_scope(self, catalog: Catalog) -> None:
        keep(catalog, a_record(1), a_record(2, unit=CELL_9.id))
        others = {f"unit_{number}" for number in range(TOO_MANY_FOR_PARAMETERS)}
        scopes = [VisibleScope(frozenset(others | {CELL_8.id}), ALL_LEVELS)]
        with catalog.read() as tx:
            assert ids(tx.records.list(scopes).entries) == [a_record(1).id]
            assert tx.records.get(a_record(1).id, scopes) is not None
            assert tx.records.get(a_record(2).id, scopes) is None
            assert tx.records.coverage(scopes).records == 1

    @pytest.mark.parametrize("newest_first", [False, True])
    @pytest.mark.parametrize("units", [{CELL_8.id}, {CELL_8.id, WARD.id}, None])
    def test_pages_join_without_gap_or_overlap(
        self, catalog: Catalog, units: set[str] | None, newest_first: bool
    ) -> None:
        turn = (CELL_8.id, CELL_9.id, WARD.id)
        keep(catalog, *(a_record(number, unit=turn[number % 3]) for number in range(1, 32)))
        scopes = None if units is None else [VisibleScope(frozenset(units), ALL_LEVELS)]
        expected = [a_record(n).id for n in range(1, 32) if units is None or turn[n % 3] in units]
        seen: list[str] = []
        after = None
        with catalog.read() as tx:
            while True:
                page = tx.records.list(scopes, after=after, limit=7, newest_first=newest_first)
                seen += ids(page.entries)
                if not page.more:
                    break
                assert len(page.entries) == 7
                after = page.entries[-1].record.id
        assert seen == (expected[::-1] if newest_first else expected)

    def test_a_listing_is_never_longer_than_a_thousand(self, catalog: Catalog) -> None:
        keep(catalog, *(a_record(number, files=()) for number in range(1, 1002)))
        with catalog.read() as tx:
            page = tx.records.list(None, limit=10**9)
            assert (len(page.entries), page.more) == (1000, True)
            assert len(tx.records.list(None, limit=0).entries) == 1

    def test_listing_a_dossier_and_a_reason(self, catalog: Catalog) -> None:
        keep(catalog, *(a_record(n, dossier="dos_1" if n % 2 else None) for n in range(1, 7)))
        with catalog.write() as tx:
            for number in (1, 2, 3):
                tx.records.set_text(a_record(number).id, TextStatus(TextState.NO_TEXT, "encrypted", 0))
            tx.records.set_text(a_record(5).id, TextStatus(TextState.NO_TEXT, "damaged", 0))
        with catalog.read() as tx:

            def numbers(**conditions: str) -> list[int | None]:
                found = tx.records.list(
                    OF_CELL_8, dossier_id=conditions.get("dossier"), text_reason=conditions.get("reason")
                )
                return [entry.record.description.number for entry in found.entries]

            assert numbers(dossier="dos_1") == [1, 3, 5]
            assert numbers(reason="encrypted") == [1, 2, 3]
            assert numbers(dossier="dos_1", reason="encrypted") == [1, 3]
            assert numbers(dossier="dos_2") == []

    def test_coverage_counts_what_the_reader_may_see(self, catalog: Catalog) -> None:
        keep(catalog, *(a_record(n) for n in range(1, 8)), a_record(8, unit=CELL_9.id))
        with catalog.write() as tx:
            for number in (1, 2):
                tx.records.set_text(a_record(number).id, TextStatus(TextState.SEARCHABLE, None, 2))
            for number in (3, 4, 5):
                tx.records.set_text(a_record(number).id, TextStatus(TextState.NO_TEXT, "encrypted", 0))
            tx.records.set_text(a_record(6).id, TextStatus(TextState.NO_TEXT, "damaged", 0))
            with pytest.raises(NotFound):
                tx.records.set_text("rec_unknown", TextStatus())
        with catalog.read() as tx:
            coverage = tx.records.coverage(OF_CELL_8)
            assert (coverage.records, coverage.with_text, coverage.pending) == (7, 2, 1)
            assert coverage.without_text == (("encrypted", 3), ("damaged", 1))
            assert tx.records.coverage(None).records == 8

    def test_coverage_follows_every_change(self, catalog: Catalog) -> None:
        """After any course of deposits, moves, changes of level, extractions and recoveries the counts are true."""
        with_units(catalog)
        chance = random.Random(8)
        statuses = (TextStatus(), TextStatus(TextState.SEARCHABLE, None, 2), TextStatus(TextState.NO_TEXT, "encrypted"))
        kept: dict[str, Record] = {}
        for number in range(1, 61):
            with catalog.write() as tx:
                record = a_record(chance.randint(1, 15), unit=chance.choice(UNITS).id, files=())
                known = kept.get(record.id)
                match chance.choice(("add", "update", "set_text", "recover")):
                    case "add" if known is None:
                        tx.records.add(record)
                        kept[record.id] = record
                    case "update" if known is not None:
                        level = chance.choice(list(AccessLevel))
                        kept[record.id] = next_version(known, unit_id=chance.choice(UNITS).id, access_level=level)
                        tx.records.update(kept[record.id], expected_version=known.version)
                    case "set_text" if known is not None:
                        tx.records.set_text(record.id, chance.choice(statuses))
                    case "recover":
                        tx.records.recover(record, chance.choice(statuses))
                        kept[record.id] = record
                if number % 9 == 0:
                    tx.records.coverage(None)  # in the middle of a transaction, too
        scopes = [VisibleScope(frozenset({WARD.id, CELL_9.id}), frozenset({AccessLevel.INTERNAL}))]
        with catalog.write() as tx:
            for seen in (None, OF_CELL_8, scopes):
                entries = tx.records.list(seen, limit=1000).entries
                states = Counter(entry.text.state for entry in entries)
                coverage = tx.records.coverage(seen)
                assert coverage.records == len(entries)
                assert coverage.with_text == states[TextState.SEARCHABLE]
                assert coverage.pending == states[TextState.PENDING]
                assert dict(coverage.without_text).get("encrypted", 0) == states[TextState.NO_TEXT]
            assert tx.records.recount() == 0

    def test_what_is_rolled_back_is_not_counted(self, catalog: Catalog) -> None:
        keep(catalog, a_record(1))

        def fail_halfway() -> None:
            with catalog.write() as tx:
                tx.records.add(a_record(2))
                tx.records.coverage(None)
                tx.records.set_text(a_record(1).id, TextStatus(TextState.SEARCHABLE))
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail_halfway()
        with catalog.write() as tx:
            assert (tx.records.coverage(None).records, tx.records.coverage(None).pending) == (1, 1)
            assert tx.records.recount() == 0

    def test_records_with_a_digest_oldest_first(self, catalog: Catalog) -> None:
        shared = a_file("gốc.pdf", "the same bytes")
        keep(catalog, a_record(2, files=(a_file("x"), shared)), a_record(1, files=(shared,)), a_record(3))
        with catalog.read() as tx:
            found = tx.records.with_digest(digest_of("the same bytes"))
            assert [record.id for record in found] == [a_record(1).id, a_record(2).id]
            assert found[1].files == (a_file("x"), shared)

    def test_recovery_inserts_replaces_and_needs_no_register(self, catalog: Catalog) -> None:
        record = a_record(1, unit="unit_lost")
        text = TextStatus(TextState.NO_TEXT, "damaged", 0)
        newer = replace(next_version(record, title="Bản mới"), files=(a_file("khác.pdf"),))
        with catalog.write() as tx:
            tx.records.recover(record, text)
            tx.records.recover(record, text)
            assert tx.records.get(record.id, None) == RecordEntry(record, text)
            tx.records.recover(newer, TextStatus())
            assert tx.records.get(record.id, None) == RecordEntry(newer, TextStatus())
            assert tx.units.register().units == {}
