"""By which words a tombstone is found, and those that hold all of what was asked: read from an index of words.

Words are those of the search itself (`indexer.text.analysis`): folded, 05 is 5, quý is quí. Words that are written
without a blank between them, as those of 12-NQ/CB, are kept in pairs too: a number is asked for as a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Connection, Select, exists, func, insert, select

from archive_service.catalog.retention_tables import tombstone_words, tombstones
from indexer.text.analysis import folded_terms, pairs

# Of a longer question the first are asked for: each is a condition, and engines take so many only.
MOST_WORDS = 32
# Up to here it is told apart which word is rarer: to read so many entries takes no time.
_RARE = 1_000


def words_of(type_code: str, symbol: str | None, title: str) -> frozenset[str]:
    """Every word and every pair by which a tombstone of this kind, number and title is found."""
    found = set[str]()
    for terms in map(folded_terms, [type_code, *(symbol or "").split(), *title.split()]):
        found.update(terms, pairs(terms))
    return frozenset(found)


def words_asked(typed: str) -> tuple[str, ...]:
    """What a tombstone must have, each once: the words typed, and pairs where several stand without a blank."""
    asked = dict[str, None]()
    for terms in map(folded_terms, typed.split()):
        asked.update(dict.fromkeys(pairs(terms) or terms))
    return tuple(asked)[:MOST_WORDS]


def keep_words(connection: Connection, words: Iterable[tuple[str, frozenset[str]]]) -> None:
    """Note the words of tombstones (id of the record, its words) that have none yet."""
    rows = [{"word": word, "record_id": record_id} for record_id, each in words for word in sorted(each)]
    if rows:
        connection.execute(insert(tombstone_words), rows)


def bodies_with(
    connection: Connection, asked: Sequence[str], conditions: Iterable[ColumnElement[bool]]
) -> Select[*tuple[str, ...]] | None:
    """The query for the tombstones that have every one of the words and meet the conditions, in order of record.

    It walks the entries of the rarest word, which lie in that order. None when one of the words is nowhere at all.
    """
    rarest = _rarest(connection, asked)
    if rarest is None:
        return None
    entry = tombstone_words.alias("entry")
    query = select(tombstones.c.body).join_from(entry, tombstones, tombstones.c.id == entry.c.record_id)
    for word in asked:
        if word != rarest:
            other = tombstone_words.alias()
            query = query.where(exists().where(other.c.word == word, other.c.record_id == entry.c.record_id))
    return query.where(entry.c.word == rarest, *conditions).order_by(entry.c.record_id)


def _rarest(connection: Connection, asked: Sequence[str]) -> str | None:
    def entries(word: str) -> ColumnElement[int]:
        some = select(tombstone_words.c.record_id).where(tombstone_words.c.word == word).limit(_RARE).subquery()
        return select(func.count()).select_from(some).scalar_subquery()

    counts = connection.execute(select(*map(entries, asked))).one()
    fewest, word = min(zip(counts, asked, strict=True))
    return word if fewest else None
