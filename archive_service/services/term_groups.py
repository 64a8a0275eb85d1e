"""Hits of a document number, by the unit and the term of its committee whose paper bears it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive_service.domain.access import VisibleScope
from archive_service.domain.terms import Term, term_on, terms_by_unit
from archive_service.domain.units import UnitRegister
from archive_service.ports import RecordEntry, Transaction
from indexer.query_tree import DocumentNumber
from indexer.text.numbers import own_terms, parts


@dataclass(frozen=True, slots=True)
class TermGroup:
    """Hits that stand together, as their places among those shown.

    `unit_id` is None for records that bear another number and only speak of this one; `term` is None where no congress
    of the unit is known to the reader, or the paper has no date.
    """

    unit_id: str | None
    term: Term | None
    places: tuple[int, ...]


def by_term(
    tx: Transaction,
    scopes: Sequence[VisibleScope] | None,
    register: UnitRegister,
    asked: DocumentNumber,
    shown: Sequence[RecordEntry],
) -> tuple[TermGroup, ...]:
    """Units by name, the newest term of each first, then those that only speak of the number; within a group the order
    of the hits. Empty when no record shown bears the number."""
    wanted = set(parts(asked.number, asked.symbol, asked.organ, asked.year))
    bearing = {place for place, entry in enumerate(shown) if wanted <= _own(entry)}
    if not bearing:
        return ()
    units = {shown[place].record.description.unit_id for place in bearing}
    terms = terms_by_unit(tx.completeness.congress_papers(units, scopes))
    groups: dict[tuple[str | None, Term | None], list[int]] = {}
    for place, entry in enumerate(shown):
        about = entry.record.description
        key = (about.unit_id, term_on(terms.get(about.unit_id, ()), about.date)) if place in bearing else (None, None)
        groups.setdefault(key, []).append(place)
    found = [TermGroup(unit_id, term, tuple(places)) for (unit_id, term), places in groups.items()]
    return tuple(sorted(found, key=lambda group: _place(group, register)))


def _own(entry: RecordEntry) -> set[str]:
    about = entry.record.description
    return set(own_terms(about.symbol or "", about.number, about.type_code))


def _place(group: TermGroup, register: UnitRegister) -> tuple[bool, str, str, int]:
    unit = register.units.get(group.unit_id or "")
    newest_first = -group.term.begins.toordinal() if group.term and group.term.begins else 0
    return group.unit_id is None, unit.name if unit else "", group.unit_id or "", newest_first
