"""What a council says of a list: its views of items, and who sits in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from archive_service.domain.disposition import (
    Council,
    Disposition,
    DispositionItem,
    ItemOutcome,
    check_council,
    check_items,
)
from archive_service.domain.errors import BadField

LONGEST_VIEW = 1000


@dataclass(frozen=True, slots=True)
class ItemView:
    """What the council says of one item; `overruled` is why its chair decided against the view of a member."""

    outcome: ItemOutcome
    extend_years: int | None = None
    dissent: str = ""
    overruled: str = ""


def weighed(disposition: Disposition, views: Mapping[str, ItemView]) -> tuple[DispositionItem, ...]:
    """The items with the council's views. Raises BadField for a record that is not listed, or what cannot be done."""
    if unknown := sorted(set(views) - {item.record_id for item in disposition.items}):
        raise BadField(field="record", value=unknown[0][:40])
    items = tuple(
        replace(
            item, outcome=view.outcome, extend_years=view.extend_years, dissent=view.dissent[:LONGEST_VIEW],
            overruled=view.overruled[:LONGEST_VIEW],
        )
        if (view := views.get(item.record_id)) is not None
        else item
        for item in disposition.items
    )  # fmt: skip
    check_items(items)
    return items


def founded(council: Council | None) -> Council:
    """The council with its names tidied. Raises BadField."""
    found = council or Council("", "")
    tidy = Council(found.chair.strip(), found.secretary.strip(), tuple(name.strip() for name in found.members))
    check_council(tidy)
    return tidy
