"""Receipts of searches: what was asked, when, what was answered, and whether the same search answers the same today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from archive_service.domain.access import Act, Actor, audit_units, may_anywhere
from archive_service.domain.audit import AuditEvent
from archive_service.domain.errors import NotFound
from archive_service.domain.seals import ChainHead
from archive_service.ports import AuditFilter, Catalog
from archive_service.services.search import LINEAGE_FACT, SearchService, list_digest
from archive_service.services.standings import standing_of
from indexer.model import Filters, Sort


@dataclass(frozen=True, slots=True)
class Receipt:
    """A search as the log keeps it. `listed` hits from `offset` on were shown; `list_sha256` is over their ids.

    `name` is that of the person today, their id where they are no more; `seal` is what closes the log over it, None
    while it is not sealed.
    """

    number: int
    at: datetime
    person: str
    name: str
    query: str
    filters: Mapping[str, object]
    sort: str
    total: int
    offset: int
    listed: int
    list_sha256: str
    digest: str
    seal: ChainHead | None


@dataclass(frozen=True, slots=True)
class SearchedAgain:
    """The same search today, by whoever looks at the receipt and with their rights; `receipt` is its own."""

    same: bool
    total: int
    listed: int
    list_sha256: str
    receipt: int


@dataclass(frozen=True, slots=True)
class ReceiptService:
    catalog: Catalog
    search: SearchService

    def show(self, actor: Actor, number: int) -> Receipt:
        """A receipt: one's own, or one that one may read in the log. Raises NotFound."""
        return self._receipt(self._event(actor, number))

    def repeat(self, actor: Actor, number: int) -> SearchedAgain:
        """Search for the same again. Raises NotFound, IndexNotReady, NotPermitted, TooManyStandSo."""
        event = self._event(actor, number)
        facts, receipt = event.entry.details, self._receipt(event)
        result = self.search.search(
            actor,
            receipt.query,
            filters_of(receipt.filters),
            unit_id=_text(facts.get("unit_id")),
            lineage=LINEAGE_FACT not in receipt.filters,
            retention=standing_of(receipt.filters),
            sort=Sort(receipt.sort),
            offset=receipt.offset,
            limit=_number(facts.get("limit")) or max(receipt.listed, 1),
        )
        digest = list_digest(result.found)
        same = (digest, result.total) == (receipt.list_sha256, receipt.total)
        return SearchedAgain(same, result.total, len(result.found), digest, result.receipt)

    def _event(self, actor: Actor, number: int) -> AuditEvent:
        with self.catalog.read() as tx:
            found = tx.audit.page(AuditFilter(before=number + 1), limit=1)
        event = found[0] if found and found[0].number == number and found[0].entry.act == "search" else None
        if event is None or not (event.entry.actor == actor.user_id or _in_the_log_of(actor, event)):
            raise NotFound
        return event

    def _receipt(self, event: AuditEvent) -> Receipt:
        facts = event.entry.details
        with self.catalog.read() as tx:
            seal = tx.seals.over(event.number)
            names = tx.accounts.names_of({event.entry.actor})
        filters = facts.get("filters")
        shown = dict(filters) if isinstance(filters, Mapping) else {}
        if unit_id := _text(facts.get("unit_id")):
            shown["unit"] = unit_id
        return Receipt(
            number=event.number,
            at=event.entry.at,
            person=event.entry.actor,
            name=names.get(event.entry.actor, event.entry.actor),
            query=_text(facts.get("query")) or "",
            filters=shown,
            sort=_text(facts.get("sort")) or Sort.RELEVANCE.value,
            total=_number(facts.get("total")),
            offset=_number(facts.get("offset")),
            listed=_number(facts.get("listed")),
            list_sha256=_text(facts.get("list_sha256")) or "",
            digest=event.digest,
            seal=ChainHead(seal.number, seal.digest, seal.last) if seal else None,
        )


def _in_the_log_of(actor: Actor, event: AuditEvent) -> bool:
    """Whether the actor finds this search in the log: who looks after the system all, others those in their units."""
    if not may_anywhere(actor, Act.READ_AUDIT):
        return False
    units = audit_units(actor)
    return units is None or event.unit_id in units


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def filters_of(told: Mapping[str, object]) -> Filters:
    """The filters as they were, from the words of the receipt."""

    def words(name: str) -> frozenset[str]:
        value = told.get(name)
        return frozenset(map(str, value)) if isinstance(value, list) else frozenset()

    def day(name: str) -> date | None:
        value = _text(told.get(name))
        return date.fromisoformat(value) if value else None

    number = _text(told.get("number"))
    return Filters(
        unit_ids=words("unit_ids") or None,
        date_from=day("date_from"),
        date_to=day("date_to"),
        period_from=_text(told.get("period_from")),
        period_to=_text(told.get("period_to")),
        years=words("years"),
        record_classes=words("record_classes"),
        type_codes=words("type_codes"),
        lifecycles=words("lifecycles"),
        access_levels=words("access_levels"),
        number=int(number) if number else None,
        dossier_id=_text(told.get("dossier_id")),
    )
