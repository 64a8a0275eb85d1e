"""Links between records as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from archive_service.domain.links import LinkKind, RecordLink
from archive_service.services.links import SeenLink
from archive_service.wire_shapes import Body


class LinkBody(Body):
    """A link that was made: the record `to_record` is what `kind` says to the record `from_record`."""

    id: str
    kind: LinkKind
    from_record: str
    to_record: str
    made_by: str
    made_at: datetime


class RecordLinkBody(LinkBody):
    """A link as seen from one record: `direction` is "to" where it leads from that record to the `other` one."""

    direction: Literal["to", "from"]
    other: str
    other_title: str


class RecordLinks(Body):
    """The links of a record whose other end the reader may see, the oldest first; at most 100."""

    links: tuple[RecordLinkBody, ...]


def link_body(link: RecordLink) -> LinkBody:
    return LinkBody(**_facts(link))


def links_body(seen: Sequence[SeenLink]) -> RecordLinks:
    return RecordLinks(
        links=tuple(
            RecordLinkBody(
                **_facts(each.link),
                direction="to" if each.forward else "from",
                other=each.other.record.id,
                other_title=each.other.record.description.title,
            )
            for each in seen
        )
    )


def _facts(link: RecordLink) -> dict[str, Any]:
    return {
        "id": link.id,
        "kind": link.kind,
        "from_record": link.from_id,
        "to_record": link.to_id,
        "made_by": link.made_by,
        "made_at": link.made_at,
    }
