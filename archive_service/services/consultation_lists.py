"""Members and replies as people write them down: a list of names, a sheet of replies."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

from archive_service.domain.consultation import Answer, Channel, Member, Opinion
from archive_service.domain.errors import BadField, BadManifest
from archive_service.domain.records import parse_moment

PROBATIONARY = "(dự bị)"
"""Stands after the name of a probationary member."""
REPLY_COLUMNS = ("member", "answer", "channel", "received_at", "text", "document")
NOON = "12:00"


def members_in(lines: Iterable[str]) -> tuple[Member, ...]:
    """One member a line; lines without a name are left out."""
    written = (line.strip() for line in lines)
    return tuple(
        Member(line.removesuffix(PROBATIONARY).strip(), not line.endswith(PROBATIONARY)) for line in written if line
    )


def channel_in(text: str) -> Channel:
    """Raises BadField for another word than those of Channel."""
    if text not in set(Channel):
        raise BadField(field="channel", value=text[:20])
    return Channel(text)


def opinions_in(sheet: Iterable[str]) -> Iterator[Opinion]:
    """The replies of a CSV sheet with the columns REPLY_COLUMNS; `text` and `document` may be left out.

    Raises BadManifest for a sheet without the other columns, BadField, ImpossibleDate.
    """
    reader = csv.DictReader(sheet)
    lacks = [name for name in REPLY_COLUMNS[:4] if name not in (reader.fieldnames or ())]
    if lacks:
        raise BadManifest(problem=f"the column {lacks[0]} is missing")
    for row in reader:
        yield opinion_of({name: row.get(name) or "" for name in REPLY_COLUMNS})


def opinion_of(written: dict[str, str]) -> Opinion:
    """A reply from its columns. Raises BadField, ImpossibleDate."""
    if written["answer"] not in set(Answer):
        raise BadField(field="answer", value=written["answer"][:20])
    return Opinion(
        member=written["member"].strip(),
        answer=Answer(written["answer"]),
        channel=channel_in(written["channel"]),
        received_at=parse_moment(written["received_at"], NOON),
        text=written["text"].strip(),
        document_id=written["document"].strip() or None,
    )
