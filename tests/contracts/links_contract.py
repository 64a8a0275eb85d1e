"""What a catalog promises about links between records."""

from __future__ import annotations

from dataclasses import replace

from archive_service.domain.links import LinkKind, RecordLink
from archive_service.ports import Catalog
from tests.contracts.specimens import START


def a_link(number: int, from_id: str, to_id: str) -> RecordLink:
    return RecordLink(f"lnk_{number}", LinkKind.SHOWN_BY, from_id, to_id, "usr_a", START)


class LinksContract:
    def test_a_link_is_found_from_both_ends_while_it_stands(self, catalog: Catalog) -> None:
        first, second = a_link(1, "rec_1", "rec_2"), a_link(2, "rec_3", "rec_1")
        with catalog.write() as tx:
            for link in (first, second, a_link(3, "rec_2", "rec_3")):
                tx.links.keep(link)
        with catalog.read() as tx:
            assert tx.links.of("rec_1", 10) == [first, second]
            assert tx.links.of("rec_1", 1) == [first]
            assert tx.links.of("rec_9", 10) == []
        gone = replace(first, removed_by="usr_b", removed_at=START, version=2)
        with catalog.write() as tx:
            tx.links.keep(gone)
        with catalog.read() as tx:
            assert tx.links.of("rec_1", 10) == [second]
            assert tx.links.get("lnk_1") == gone
            assert tx.links.get("lnk_9") is None
