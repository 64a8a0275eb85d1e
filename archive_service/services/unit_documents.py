"""The papers on which units rest, as a reader may know them: a hidden decision is not named by the unit it founded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from archive_service.domain.access import Actor, visible_scopes
from archive_service.domain.unit_events import UnitVersion
from archive_service.ports import Catalog
from archive_service.services.unit_preview import EventPreview


def with_readable_documents(catalog: Catalog, actor: Actor, versions: Iterable[UnitVersion]) -> list[UnitVersion]:
    """The versions in their order; where the actor may not read the founding record its id is left out."""
    told = list(versions)
    named = sorted({each.document.record_id for each in told if each.document.record_id})
    with catalog.read() as tx:
        readable = tx.records.get_many(named, visible_scopes(actor)).keys()
    return [
        replace(each, document=replace(each.document, record_id=None))
        if each.document.record_id and each.document.record_id not in readable
        else each
        for each in told
    ]


def preview_for(catalog: Catalog, actor: Actor, preview: EventPreview) -> EventPreview:
    """The preview as the actor may see it."""
    sides = [version for each in preview.changes for version in (each.before, each.after) if version]
    known = iter(with_readable_documents(catalog, actor, sides))
    changes = tuple(
        replace(each, before=next(known) if each.before else None, after=next(known) if each.after else None)
        for each in preview.changes
    )
    return replace(preview, changes=changes)
