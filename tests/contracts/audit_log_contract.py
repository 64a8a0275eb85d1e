"""What the audit chain promises on every engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

from archive_service.domain.audit import GENESIS, verify
from archive_service.ports import AuditFilter, Catalog
from tests.contracts.specimens import CELL_8, CELL_9, START, a_dossier, a_record, an_entry, with_units


class AuditLogContract:
    """Inherit and provide the fixture `catalog`: empty, with its schema."""

    def test_events_form_a_chain(self, catalog: Catalog) -> None:
        with catalog.write() as tx:
            assert tx.audit.head() is None
            first = tx.audit.append(an_entry("rec_1"))
            second = tx.audit.append(an_entry("rec_2"))
        assert (first.number, first.previous) == (1, GENESIS)
        assert (second.number, second.previous) == (2, first.digest)
        with catalog.read() as tx:
            assert tx.audit.head() == (2, second.digest)
            assert list(tx.audit.events()) == [first, second]
            assert list(tx.audit.events(after=1)) == [second]
            assert list(tx.audit.events(after=10**30)) == []

    def test_what_is_read_back_verifies_whatever_went_in(self, catalog: Catalog) -> None:
        hanoi = timezone(timedelta(hours=7))
        hostile = (
            replace(an_entry(), at=datetime(2026, 3, 3, 15, 0, 0, 123456, tzinfo=hanoi)),
            an_entry(subject="đăng nhập \0 \ud800 \N{BANANA}"),
            replace(an_entry(), details={"q": "a\0b \ud800", "nested": {"b": 1, "a": (1.5, None, True)}}),
            replace(an_entry(), details={}),
        )
        with catalog.write() as tx:
            appended = [tx.audit.append(entry) for entry in hostile]
        with catalog.read() as tx:
            kept = list(tx.audit.events())
            assert list(verify(kept, head=tx.audit.head())) == []
        assert kept == appended
        assert kept[0].entry.at == hostile[0].at
        assert kept[2].entry.details == {
            "q": "a\0b \N{REPLACEMENT CHARACTER}",
            "nested": {"b": 1, "a": [1.5, None, True]},
        }

    def test_a_stream_goes_on_while_others_append(self, catalog: Catalog) -> None:
        with catalog.write() as tx:
            for number in range(2501):
                tx.audit.append(an_entry(f"rec_{number}"))
        with catalog.read() as reader:
            stream = reader.audit.events()
            assert next(stream).number == 1
            with catalog.write() as tx:
                tx.audit.append(an_entry("late"))
            assert sum(1 for _ in stream) == 2500

    def test_pages_for_people(self, catalog: Catalog) -> None:
        with catalog.write() as tx:
            for number in range(1, 21):
                act = "deposit" if number % 2 else "read"
                tx.audit.append(an_entry(f"rec_{number % 3}", act, f"usr_{number % 4}"))
        with catalog.read() as tx:

            def numbers(**conditions: str) -> list[int]:
                return [event.number for event in tx.audit.page(AuditFilter(**conditions))]  # type: ignore[arg-type]

            assert [event.number for event in tx.audit.page(limit=3)] == [20, 19, 18]
            assert [event.number for event in tx.audit.page(AuditFilter(before=18), limit=3)] == [17, 16, 15]
            assert [event.number for event in tx.audit.page(AuditFilter(before=10**30), limit=1)] == [20]
            assert numbers(subject="rec_0") == [18, 15, 12, 9, 6, 3]
            assert numbers(actor="usr_3") == [19, 15, 11, 7, 3]
            assert numbers(act="read", subject="rec_0") == [18, 12, 6]
            assert numbers(act="deposit", actor="usr_3", subject="rec_0") == [15, 3]
            assert numbers(actor="usr_unknown") == []
            assert all(event.entry.at == START for event in tx.audit.page())

    def test_events_stand_under_the_unit_they_are_about(self, catalog: Catalog) -> None:
        with_units(catalog)
        record, dossier = a_record(1), a_dossier(1, CELL_9.id)
        with catalog.write() as tx:
            tx.records.add(record)
            tx.dossiers.add(dossier)
            for subject in (record.id, dossier.id, CELL_9.id, "rec_unknown", "usr_1", ""):
                tx.audit.append(an_entry(subject))
            tx.audit.append(replace(an_entry(record.id), outcome="refused"))
            tx.audit.append(replace(an_entry(record.id), details={"unit_id": CELL_9.id}))
        with catalog.read() as tx:
            units = [event.unit_id for event in tx.audit.events()]
            assert units == [CELL_8.id, CELL_9.id, CELL_9.id, None, None, None, None, CELL_9.id]
            assert list(verify(tx.audit.events(), head=tx.audit.head())) == []

            def about(*unit_ids: str, before: int | None = None) -> list[int]:
                wanted = AuditFilter(unit_ids=frozenset(unit_ids), before=before)
                return [event.number for event in tx.audit.page(wanted)]

            assert about(CELL_8.id) == [1]
            assert about(CELL_9.id, before=8) == [3, 2]
            assert about(CELL_8.id, CELL_9.id) == [8, 3, 2, 1]
            assert about() == []

    def test_days_are_found_although_clocks_differ(self, catalog: Catalog) -> None:
        """Event n lies n days after the start, each third one half a day before the one in front of it."""
        days = [number - (1.5 if number % 3 == 0 else 0) for number in range(1, 31)]
        with catalog.write() as tx:
            for day in days:
                tx.audit.append(replace(an_entry(), at=START + timedelta(days=day)))
        with catalog.read() as tx:
            for since in range(0, 33, 4):
                for until in range(since, 33, 5):
                    wanted = AuditFilter(since=START + timedelta(days=since), until=START + timedelta(days=until))
                    found = [event.number for event in tx.audit.page(wanted, limit=100)]
                    inside = [number for number, day in enumerate(days, start=1) if since <= day < until]
                    assert found == sorted(inside, reverse=True)
