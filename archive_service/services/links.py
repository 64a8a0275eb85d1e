"""Links between records: who may make and take them back, and what each reader sees of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from archive_service.domain.access import Act, Actor, RecordFacts, may, visible_scopes
from archive_service.domain.errors import BadField, Conflict, NotFound, NotPermitted
from archive_service.domain.identifiers import LINK, new_id
from archive_service.domain.links import LinkKind, RecordLink
from archive_service.domain.logged_acts import LoggedAct
from archive_service.ports import Catalog, Clock, RecordEntry, StorageRoot
from archive_service.services.link_json import LINK_PREFIX, link_to_json
from archive_service.services.missing import what_is_missing
from archive_service.services.trace import traced

MOST_LINKS = 100


@dataclass(frozen=True, slots=True)
class SeenLink:
    """A link as its reader sees it from one record: `other` is the record at its other end."""

    link: RecordLink
    other: RecordEntry
    forward: bool
    removable: bool


@dataclass(frozen=True, slots=True)
class LinkService:
    catalog: Catalog
    storage: StorageRoot
    clock: Clock

    def link(self, actor: Actor, from_id: str, kind: LinkKind, to_id: str) -> RecordLink:
        """Link two records that the actor may read, the first of a unit in which they hand in papers.

        Raises NotFound for a first record out of sight (Destroyed for who may know of it), BadField for such a second
        one, NotPermitted, Conflict where the link stands already.
        """
        scopes = visible_scopes(actor)
        with self.catalog.read() as tx:
            ends = tx.records.get_many([from_id, to_id], scopes)
            standing = tx.links.of(from_id, MOST_LINKS)
            if from_id not in ends:
                raise what_is_missing(tx, actor, from_id)
        if to_id not in ends or to_id == from_id:
            raise BadField(field="record", value=to_id[:40])
        if not may(actor, Act.DEPOSIT, RecordFacts.of(ends[from_id].record.description)):
            raise NotPermitted
        if any((each.kind, each.from_id, each.to_id) == (kind, from_id, to_id) for each in standing):
            raise Conflict(record=to_id)
        if len(standing) >= MOST_LINKS:
            raise Conflict(most=MOST_LINKS)
        now = self.clock.now()
        made = RecordLink(
            new_id(LINK, now, self.clock.random_bytes(10)), kind, from_id, to_id, actor.user_id, now
        )  # fmt: skip
        self._keep(actor, made, "link_records")
        return made

    def join(self, actor: Actor, from_id: str, kind: LinkKind, to_id: str) -> None:
        """Link two records as the outcome of a step. Nothing where they are linked so already, or where one of them is
        out of sight, as a draft is that was destroyed since: the step stands all the same. Raises NotPermitted.
        """
        with self.catalog.read() as tx:
            ends = tx.records.get_many([from_id, to_id], visible_scopes(actor))
            standing = tx.links.of(from_id, MOST_LINKS)
        linked = any((each.kind, each.from_id, each.to_id) == (kind, from_id, to_id) for each in standing)
        if len(ends) == 2 and not linked and len(standing) < MOST_LINKS:
            self.link(actor, from_id, kind, to_id)

    def remove(self, actor: Actor, record_id: str, link_id: str) -> None:
        """Take a link of a record back: who made it, or who describes that record. Raises NotFound, NotPermitted."""
        seen = next((each for each in self.seen(actor, record_id) if each.link.id == link_id), None)
        if seen is None:
            raise NotFound
        if not seen.removable:
            raise NotPermitted
        gone = replace(
            seen.link, removed_by=actor.user_id, removed_at=self.clock.now(), version=seen.link.version + 1
        )  # fmt: skip
        self._keep(actor, gone, "unlink_records")

    def seen(self, actor: Actor, record_id: str) -> tuple[SeenLink, ...]:
        """The links of a record whose two ends the actor may read, oldest first. Raises NotFound, Destroyed."""
        scopes = visible_scopes(actor)
        with self.catalog.read() as tx:
            links = tx.links.of(record_id, MOST_LINKS)
            ends = tx.records.get_many([record_id, *(_other(each, record_id) for each in links)], scopes)
            if record_id not in ends:
                raise what_is_missing(tx, actor, record_id)
        describes = may(actor, Act.DESCRIBE, RecordFacts.of(ends[record_id].record.description))
        return tuple(
            SeenLink(
                each, ends[_other(each, record_id)], each.from_id == record_id,
                removable=describes or each.made_by == actor.user_id,
            )
            for each in links
            if _other(each, record_id) in ends
        )  # fmt: skip

    def _keep(self, actor: Actor, link: RecordLink, act: LoggedAct) -> None:
        """Into the store, then the catalog. Raises VersionConflict when somebody else was first."""
        self.storage.put_version(
            LINK_PREFIX + link.id,
            expected_head=link.version - 1,
            metadata=link_to_json(link),
            user=actor.user_id,
            message=act.replace("_", " "),
            created=self.clock.now(),
        )
        with self.catalog.write() as tx:
            tx.links.keep(link)
            facts = {"kind": link.kind.value, "to": link.to_id, "link": link.id}
            tx.audit.append(traced(self.clock, actor, act, link.from_id, "done", **facts))


def _other(link: RecordLink, record_id: str) -> str:
    return link.to_id if link.from_id == record_id else link.from_id
