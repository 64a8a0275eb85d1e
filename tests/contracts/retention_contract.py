"""What a catalog promises about rules, clocks, holds, dispositions and tombstones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from archive_service.domain.access import VisibleScope
from archive_service.domain.disposition import (
    Disposition,
    DispositionItem,
    DispositionReason,
    DispositionState,
    ItemState,
    Tombstone,
    list_digest,
)
from archive_service.domain.end_of_force import EndOfForce
from archive_service.domain.errors import Conflict, SamePerson
from archive_service.domain.holds import Hold, HoldTarget, HoldTargetKind
from archive_service.domain.records import AccessLevel, Record
from archive_service.domain.retention import AppliesTo, RetentionRule, RuleState
from archive_service.domain.retention_clock import ClockState, RetentionStanding, decide
from archive_service.ports import Catalog
from archive_service.retention_profile import load_profile
from tests.contracts.specimens import CELL_8, CELL_9, START, a_dossier, a_record, with_units

TODAY = date(2043, 1, 1)
EVERYWHERE = None


def approved(number: int = 1, code: str = "bien-ban") -> RetentionRule:
    rule = next(rule for rule in load_profile() if rule.code == code)
    return replace(
        rule, id=f"rul_{number}", proposed_by="usr_a", decided_by="usr_b", state=RuleState.RULE_APPROVED,
        proposed_at=START, decided_at=START,
    )  # fmt: skip


def minutes(number: int, day: date | None = date(2022, 2, 7), **more: str) -> Record:
    record = a_record(number, **more)  # type: ignore[arg-type]
    return replace(record, description=replace(record.description, type_code="BB", date=day))


def a_hold(*targets: HoldTarget, number: int = 1) -> Hold:
    return Hold(f"hld_{number}", "Thanh tra", "UBKT", "5-QĐ/UBKT", targets, "usr_a", START)


def an_item(record: Record) -> DispositionItem:
    about = record.description
    return DispositionItem(
        record.id, about.title, about.type_code, about.symbol, about.unit_id, about.access_level, about.date,
        about.dossier_id, tuple(file.sha512 for file in record.files), "hết thời hạn",
    )  # fmt: skip


def a_disposition(*items: DispositionItem, number: int = 1) -> Disposition:
    return Disposition(
        f"dsp_{number}", CELL_8.id, "Đợt 1", DispositionReason.PERIOD_OVER, items, list_digest(items), "usr_a", START
    )


def a_tombstone(record: Record) -> Tombstone:
    item = an_item(record)
    return Tombstone(
        record.id, item.title, item.type_code, item.symbol, item.unit_id, item.access_level, item.day, item.files,
        "dsp_1", "9-QĐ/ĐU", "usr_c", datetime(2043, 2, 1, tzinfo=UTC),
    )  # fmt: skip


class RetentionContract:
    """Inherit and provide the fixture `catalog`: empty, with its schema."""

    def _kept(self, catalog: Catalog, *kept: Record) -> None:
        with_units(catalog)
        with catalog.write() as tx:
            for record in kept:
                tx.records.add(record)
            facts = tx.retention.facts([record.id for record in kept])
            tx.retention.keep_decisions([decide(each, [approved()], (), TODAY) for each in facts.values()])

    # -------------------------------------------------------------------- rules

    def test_a_rule_is_kept_and_superseded(self, catalog: Catalog) -> None:
        old, new = approved(1), approved(2)
        with catalog.write() as tx:
            tx.retention.keep_rule(old)
        with pytest.raises(Conflict), catalog.write() as tx:
            tx.retention.keep_rule(new)
        with catalog.write() as tx:
            tx.retention.keep_rule(replace(old, state=RuleState.RULE_SUPERSEDED))
            tx.retention.keep_rule(new)
        with catalog.read() as tx:
            assert [rule.state for rule in tx.retention.rules()] == [RuleState.RULE_SUPERSEDED, RuleState.RULE_APPROVED]
            assert tx.retention.rules()[1] == new

    def test_nobody_approves_their_own_rule(self, catalog: Catalog) -> None:
        with pytest.raises(SamePerson), catalog.write() as tx:
            tx.retention.keep_rule(replace(approved(), decided_by="usr_a"))
        with pytest.raises(Conflict), catalog.write() as tx:
            tx.retention.keep_rule(replace(approved(), decided_by=None))

    # -------------------------------------------------------------------- clocks

    def test_what_is_due_is_listed_longest_overdue_first(self, catalog: Catalog) -> None:
        self._kept(
            catalog, minutes(1), minutes(2, date(2001, 5, 5)), minutes(3, date(2023, 1, 1)), minutes(4, None),
            minutes(5, date(2001, 1, 1), unit=CELL_9.id),
        )  # fmt: skip
        scope = VisibleScope(frozenset({CELL_8.id}), frozenset(AccessLevel))
        with catalog.read() as tx:
            everywhere = tx.retention.due(None, TODAY)
            assert [(each.record_id[-1], each.review_from.year) for each in everywhere] == [
                ("2", 2022), ("5", 2022), ("1", 2043),
            ]  # fmt: skip
            first = everywhere[0]
            rest = tx.retention.due(None, TODAY, after=(first.review_from, first.record_id))
            assert [each.record_id for each in rest] == [each.record_id for each in everywhere[1:]]
            assert [each.record_id[-1] for each in tx.retention.due([scope], TODAY)] == ["2", "1"]
            assert [each.record_id[-1] for each in tx.retention.due(None, TODAY, unit_ids=[CELL_9.id])] == ["5"]
            assert tx.retention.due(None, TODAY, limit=1) == [first]
            assert [each.record_id[-1] for each in tx.retention.due(None, TODAY, since=date(2043, 1, 1))] == ["1"]
            assert tx.retention.due([], TODAY) == []
            assert tx.retention.noted([a_record(1).id], []) == {}
            assert set(tx.retention.noted([a_record(1).id, a_record(5).id], [scope])) == {a_record(1).id}
            noted = tx.retention.noted([a_record(4).id, a_record(1).id, "rec_none"])
        assert noted == {
            a_record(4).id: (ClockState.UNKNOWN_DATE.value, None),
            a_record(1).id: (ClockState.RUNNING_CLOCK.value, date(2043, 1, 1)),
        }

    def test_records_are_found_and_counted_by_how_they_stand(self, catalog: Catalog) -> None:
        self._kept(
            catalog, minutes(1), minutes(2, date(2022, 3, 3)), minutes(3, date(2023, 1, 1)), minutes(4, None),
            minutes(5, unit=CELL_9.id), minutes(6, level=AccessLevel.RESTRICTED),
        )  # fmt: skip
        one_paper, one_cell = HoldTargetKind.HELD_RECORD, HoldTargetKind.HELD_UNIT
        with catalog.write() as tx:
            tx.records.add(minutes(7))
            tx.holds.keep(a_hold(HoldTarget(one_paper, a_record(2).id), HoldTarget(one_cell, CELL_8.id)))
        narrow = [VisibleScope(frozenset({CELL_8.id}), frozenset({AccessLevel.INTERNAL}))]
        wide = [VisibleScope(frozenset({CELL_8.id, CELL_9.id}), frozenset(AccessLevel))]
        last_year = date(2042, 10, 3)
        with catalog.read() as tx:

            def standing(
                how: RetentionStanding, scopes: list[VisibleScope], day: date = TODAY, *units: str, limit: int = 50
            ) -> str:
                ids = tx.standings.ids(how, scopes, day, unit_ids=units or None, limit=limit)
                return "".join(each[-1] for each in ids)

            due, kept, soon = (
                RetentionStanding.UP_FOR_REVIEW, RetentionStanding.STILL_KEPT, RetentionStanding.ENDS_SOON,
            )  # fmt: skip
            assert [standing(due, scopes) for scopes in (narrow, wide, [])] == ["12", "1256", ""]
            assert (standing(due, wide, TODAY, CELL_9.id), standing(due, wide, limit=2)) == ("5", "12")
            assert (standing(kept, wide), standing(soon, wide)) == ("3", "")
            assert (standing(kept, wide, last_year), standing(soon, wide, last_year)) == ("3", "1256")
            assert standing(soon, wide, last_year - timedelta(days=1)) == ""
            assert standing(RetentionStanding.UNDETERMINED, wide) == "47"
            assert standing(RetentionStanding.KEPT_FOR_EVER, wide) == ""
            assert standing(RetentionStanding.UNDER_HOLD, narrow) == "12347"
            assert standing(RetentionStanding.UNDER_HOLD, wide, TODAY, CELL_9.id) == ""
            every = [a_record(number).id for number in range(1, 8)]
            counts = tx.standings.counts(every, narrow, TODAY)
            assert [counts[each] for each in RetentionStanding] == [1, 0, 2, 0, 2, 5]
            for each in RetentionStanding:
                assert tx.standings.counts(every, wide, TODAY)[each] == len(standing(each, wide))
            assert set(tx.standings.counts(every, [], TODAY).values()) == {0}

    def test_facts_bring_the_whole_dossier(self, catalog: Catalog) -> None:
        dossier = replace(a_dossier(1), closed_at=date(2022, 6, 1), kind="general")
        with_units(catalog)
        with catalog.write() as tx:
            tx.dossiers.add(dossier)
        inside = [minutes(1, dossier=dossier.id), minutes(2, date(2023, 1, 1), dossier=dossier.id)]
        lost = minutes(3, dossier="dos_lost")
        self._kept(catalog, *inside, lost, minutes(4))
        with catalog.read() as tx:
            facts = tx.retention.facts([inside[0].id, lost.id, a_record(4).id, "rec_none"])
            assert tx.retention.members(dossier.id) == [record.id for record in inside]
        assert set(facts) == {inside[0].id, lost.id, a_record(4).id}
        found = facts[inside[0].id]
        assert found.dossier is not None
        assert [member.record_id for member in found.dossier.members] == [record.id for record in inside]
        assert found.paper.unit_kind == "cell"
        assert decide(found, [approved()], (), TODAY).review_from == date(2044, 1, 1)
        assert decide(facts[lost.id], [approved()], (), TODAY).state is ClockState.OPEN_DOSSIER
        assert facts[a_record(4).id].dossier is None

    def test_outcomes_only_lengthen(self, catalog: Catalog) -> None:
        self._kept(catalog, minutes(1))
        record_id = a_record(1).id
        with catalog.write() as tx:
            tx.retention.note_outcome(record_id, date(2050, 1, 1), False)
            tx.retention.note_outcome(record_id, date(2045, 1, 1), True)
            tx.retention.note_outcome(record_id, None, False)
        with catalog.read() as tx:
            paper = tx.retention.facts([record_id])[record_id].paper
        assert (paper.not_before, paper.made_permanent) == (date(2050, 1, 1), True)

    def test_the_end_of_force_is_kept_with_the_record(self, catalog: Catalog) -> None:
        self._kept(catalog, minutes(1))
        end = EndOfForce(date(2030, 5, 5), "5-QĐ/TU")
        with catalog.write() as tx:
            tx.records.update(replace(minutes(1), version=2, end_of_force=end), expected_version=1)
            entry = tx.records.get(minutes(1).id, None)
            assert entry is not None
            assert entry.record.end_of_force == end
            assert tx.retention.facts([minutes(1).id])[minutes(1).id].paper.event_on == date(2030, 5, 5)
            tx.records.recover(replace(minutes(1), version=3), entry.text)
            assert tx.retention.facts([minutes(1).id])[minutes(1).id].paper.event_on is None

    def test_records_a_rule_might_touch_are_walked(self, catalog: Catalog) -> None:
        self._kept(catalog, minutes(1), a_record(2), minutes(3), minutes(4))
        wanted = [AppliesTo(type_codes=frozenset({"BB", "KL"})), AppliesTo(type_codes=frozenset({"BB"}))]
        with catalog.read() as tx:
            first = tx.retention.touched_by(wanted, after=None, limit=2)
            assert first == [a_record(1).id, a_record(3).id]
            assert tx.retention.touched_by(wanted, after=first[-1], limit=2) == [a_record(4).id]
            assert len(tx.retention.touched_by([AppliesTo()], after=None, limit=50)) == 4

    # -------------------------------------------------------------------- holds

    def test_holds_lie_over_records_dossiers_and_units(self, catalog: Catalog) -> None:
        inside = minutes(2, dossier="dos_1")
        self._kept(
            catalog, minutes(1), inside, minutes(3, date(2020, 1, 1)), minutes(4, None), minutes(5, unit=CELL_9.id)
        )
        holds = [
            a_hold(HoldTarget(HoldTargetKind.HELD_RECORD, a_record(1).id), number=1),
            a_hold(HoldTarget(HoldTargetKind.HELD_DOSSIER, "dos_1"), number=2),
            a_hold(HoldTarget(HoldTargetKind.HELD_UNIT, CELL_8.id, date(2022, 1, 1), date(2022, 12, 31)), number=3),
        ]
        with catalog.write() as tx:
            for hold in holds:
                tx.holds.keep(hold)
        every = [a_record(number).id for number in range(1, 6)]
        with catalog.read() as tx:
            over = tx.holds.over(every)
            assert {key[-1]: [hold.hold_id[-1] for hold in found] for key, found in over.items()} == {
                "1": ["1", "3"], "2": ["2", "3"], "4": ["3"],
            }  # fmt: skip
            assert [key[-1] for key in tx.holds.records_under("hld_3", after=None, limit=2)] == ["1", "2"]
            assert [key[-1] for key in tx.holds.records_under("hld_3", after=a_record(2).id, limit=2)] == ["4"]
            assert tx.holds.list() == holds
            assert tx.holds.get("hld_9") is None
            elsewhere = VisibleScope(frozenset({CELL_9.id}), frozenset(AccessLevel))
            for scopes, touched in ((None, True), ([elsewhere], False)):
                assert tx.holds.touches([every[0]], [], scopes, dossier_units=[]) is touched
            assert not tx.holds.touches([], ["dos_none"], None, dossier_units=[CELL_8.id])

    def test_lifting_one_hold_leaves_the_others(self, catalog: Catalog) -> None:
        self._kept(catalog, minutes(1))
        target = HoldTarget(HoldTargetKind.HELD_RECORD, a_record(1).id)
        lifted = replace(a_hold(target, number=1), lift_asked_by="usr_a", lifted_by="usr_b", lifted_at=START)
        with catalog.write() as tx:
            tx.holds.keep(a_hold(target, number=1))
            tx.holds.keep(a_hold(target, number=2))
            tx.holds.keep(lifted)
            assert len(tx.holds.over([a_record(1).id])[a_record(1).id]) == 2
            tx.holds.release("hld_1")
            tx.holds.release("hld_2")
        with catalog.read() as tx:
            assert [hold.hold_id for hold in tx.holds.over([a_record(1).id])[a_record(1).id]] == ["hld_2"]
            assert tx.holds.get("hld_1") == lifted
            assert tx.holds.list(standing=False) == [lifted]
        with pytest.raises(SamePerson), catalog.write() as tx:
            tx.holds.keep(replace(lifted, lifted_by="usr_a"))

    # -------------------------------------------------------------------- dispositions

    def test_a_disposition_keeps_its_list(self, catalog: Catalog) -> None:
        self._kept(catalog, minutes(1), minutes(2))
        disposition = a_disposition(an_item(minutes(1)), an_item(minutes(2)))
        with catalog.write() as tx:
            tx.dispositions.keep(disposition)
        with catalog.read() as tx:
            assert tx.dispositions.get("dsp_1") == tx.dispositions.get("dsp_1", [CELL_8.id]) == disposition
            assert tx.dispositions.get("dsp_1", [CELL_9.id]) is None
            assert tx.dispositions.list(None) == [replace(disposition, items=())]
            assert tx.dispositions.list([CELL_9.id]) == []
            assert tx.dispositions.listed([a_record(1).id, a_record(3).id]) == {a_record(1).id: "dsp_1"}
        with pytest.raises(Conflict), catalog.write() as tx:
            tx.dispositions.keep(a_disposition(an_item(minutes(2)), number=2))
        with catalog.write() as tx:
            tx.dispositions.keep(replace(disposition, state=DispositionState.DISPOSITION_DROPPED))
            tx.dispositions.keep(a_disposition(an_item(minutes(2)), number=2))

    def test_nobody_decides_on_their_own_list(self, catalog: Catalog) -> None:
        self._kept(catalog, minutes(1))
        decided = replace(
            a_disposition(an_item(minutes(1))), state=DispositionState.DECISION_MADE, decided_by="usr_a"
        )  # fmt: skip
        with pytest.raises(SamePerson), catalog.write() as tx:
            tx.dispositions.keep(decided)

    def test_a_buried_record_is_gone_and_its_tombstone_stays(self, catalog: Catalog) -> None:
        record = minutes(1)
        self._kept(catalog, record, minutes(2))
        stone = a_tombstone(record)
        with catalog.write() as tx:
            tx.dispositions.bury(stone)
        with catalog.write() as tx:
            tx.dispositions.bury(replace(stone, decision="another"))
        elsewhere = VisibleScope(frozenset({CELL_9.id}), frozenset(AccessLevel))
        with catalog.read() as tx:
            assert tx.records.get(record.id, None) is None
            assert tx.records.coverage(None).records == 1
            assert tx.retention.noted([record.id]) == {}
            assert tx.dispositions.tombstone(record.id, EVERYWHERE) == stone
            assert tx.dispositions.tombstone(record.id, [elsewhere]) is None
            assert tx.dispositions.tombstones(EVERYWHERE) == [stone]
            assert tx.dispositions.tombstones([elsewhere]) == []
            assert tx.dispositions.tombstones(EVERYWHERE, unit_ids=[stone.unit_id]) == [stone]
            assert tx.dispositions.tombstones(EVERYWHERE, unit_ids=["unit_elsewhere"]) == []
            assert tx.dispositions.buried([record.id, a_record(2).id]) == {record.id}
            assert tx.records.with_digest(record.files[0].sha512) == []
        with catalog.write() as tx:
            assert tx.records.recount() == 0

    def test_items_that_went_close_their_place(self, catalog: Catalog) -> None:
        self._kept(catalog, minutes(1))
        kept = replace(an_item(minutes(1)), state=ItemState.ITEM_KEPT)
        with catalog.write() as tx:
            tx.dispositions.keep(a_disposition(kept))
            tx.dispositions.keep(a_disposition(an_item(minutes(1)), number=2))
