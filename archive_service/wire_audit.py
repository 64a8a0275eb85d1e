"""The log and receipts as JSON: shapes and how they are made."""

from __future__ import annotations

from datetime import datetime

from archive_service.services.receipts import Receipt, SearchedAgain
from archive_service.wire_shapes import Body


class SealBody(Body):
    """A seal of the log: its number, its digest, the last event under it."""

    number: int
    digest: str
    last_event: int


class RepeatedBody(Body):
    """The same search today, with the rights of whoever asks; `receipt` is its own receipt."""

    same: bool
    total: int
    listed: int
    list_sha256: str
    receipt: int


class SearchReceiptBody(Body):
    """A search as the log keeps it; `list_sha256` is over the ids of the hits shown, one to a line.

    `digest` is that of the event; `seal` is null until the log is sealed over it; `today` only when it was asked for.
    """

    number: int
    at: datetime
    person: str
    query: str
    filters: dict[str, object]
    sort: str
    total: int
    offset: int
    listed: int
    list_sha256: str
    digest: str
    seal: SealBody | None
    today: RepeatedBody | None


def receipt_body(receipt: Receipt, again: SearchedAgain | None) -> SearchReceiptBody:
    """A receipt as REST and `--json` give it."""
    seal = receipt.seal
    return SearchReceiptBody(
        number=receipt.number,
        at=receipt.at,
        person=receipt.person,
        query=receipt.query,
        filters=dict(receipt.filters),
        sort=receipt.sort,
        total=receipt.total,
        offset=receipt.offset,
        listed=receipt.listed,
        list_sha256=receipt.list_sha256,
        digest=receipt.digest,
        seal=SealBody(number=seal.seal, digest=seal.digest, last_event=seal.last_event) if seal else None,
        today=None if again is None else RepeatedBody(
            same=again.same, total=again.total, listed=again.listed, list_sha256=again.list_sha256,
            receipt=again.receipt,
        ),
    )  # fmt: skip
