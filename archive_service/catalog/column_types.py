"""Column types that mean the same on every engine: byte-wise keys, words, moments in UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from archive_service.domain.errors import BadField

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # NUL and lone surrogates
_SHOWN = 60


def storable(text: str) -> str:
    """The text with what no database keeps replaced by U+FFFD."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


class Key(TypeDecorator[str]):
    """An identifier, a code or a digest, compared byte by byte so that all engines sort it alike.

    What cannot be stored is looked up as something that was never stored: a guess with a NUL in it
    is answered like any other unknown id.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text(collation="C") if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


class Words(TypeDecorator[str]):
    """Text that people wrote. Raises BadField for what no database keeps: it is never altered."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is not None and _UNSTORABLE.search(value):
            raise BadField(field="text", value=storable(value)[:_SHOWN])
        return value


class Moment(TypeDecorator[datetime]):
    """A point in time, UTC, to the microsecond; as sortable ISO text where the engine has no such type."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without its time zone")
        moment = value.astimezone(UTC)
        return moment.isoformat(timespec="microseconds") if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return datetime.fromisoformat(value) if isinstance(value, str) else value.astimezone(UTC)
