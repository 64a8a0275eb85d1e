"""The state of the store as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from archive_service.domain.fixity import Comparison, Damage, FixityOverview, Incident
from archive_service.wire_shapes import Body


class IncidentBody(Body):
    """Damage that was found in the store; an empty path means the object as a whole."""

    id: str
    object: str
    path: str
    damage: Damage
    found_at: datetime
    seen_at: datetime
    whole_at: datetime | None
    resolved_at: datetime | None
    resolved_by: str | None
    note: str


class ComparisonBody(Body):
    """A dated comparison of store, catalog and index, in counts; `clean` when nothing was wrong or missing."""

    at: datetime
    clean: bool
    records: int
    adopted: int
    missing_from_store: int
    missing_from_index: int
    orphans_in_index: int
    swept: int
    wrong_counts: int


class CustodyBody(Body):
    """How far the bytes were checked, the incidents that are open, and the last comparisons, newest first."""

    objects: int
    never_checked: int
    oldest_check: datetime | None
    open_incidents: int
    incidents: tuple[IncidentBody, ...]
    comparisons: tuple[ComparisonBody, ...]


def incident_body(incident: Incident) -> IncidentBody:
    facts = {name: getattr(incident, name) for name in Incident.__slots__ if name != "object_id"}
    return IncidentBody(object=incident.object_id, **facts)


def custody_body(
    overview: FixityOverview, incidents: Sequence[Incident], comparisons: Sequence[Comparison]
) -> CustodyBody:
    """What GET /custody and `fixity status --json` answer."""
    return CustodyBody(
        objects=overview.objects,
        never_checked=overview.never_checked,
        oldest_check=overview.oldest,
        open_incidents=overview.open_incidents,
        incidents=tuple(map(incident_body, incidents)),
        comparisons=tuple(
            ComparisonBody(clean=each.clean, **{name: getattr(each, name) for name in Comparison.__slots__})
            for each in comparisons
        ),
    )
