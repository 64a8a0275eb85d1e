"""Second factors and their recovery codes, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import BigInteger, Boolean, Column, Connection, ForeignKey, Table, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from archive_service.catalog.column_types import Key, Moment
from archive_service.catalog.tables import accounts, metadata
from archive_service.domain.errors import Conflict, NotFound
from archive_service.ports import SecondFactor

second_factors = Table(
    "second_factors",
    metadata,
    Column("user_id", Key, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    Column("sealed_secret", Key, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Column("last_step", BigInteger, nullable=False),
)
recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("user_id", Key, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    Column("digest", Key, primary_key=True),
)


@dataclass(frozen=True, slots=True)
class SqlSecondFactors:
    """Implements ports.SecondFactors."""

    connection: Connection

    def of(self, user_id: str) -> SecondFactor | None:
        row = self.connection.execute(select(second_factors).where(second_factors.c.user_id == user_id)).first()
        return None if row is None else SecondFactor(**row._mapping)

    def all(self) -> Sequence[SecondFactor]:
        rows = self.connection.execute(select(second_factors).order_by(second_factors.c.user_id))
        return [SecondFactor(**row._mapping) for row in rows]

    def reseal(self, user_id: str, sealed_secret: str) -> None:
        own = second_factors.c.user_id == user_id
        self.connection.execute(update(second_factors).where(own).values(sealed_secret=sealed_secret))

    def keep(self, factor: SecondFactor) -> None:
        columns = second_factors.c
        self.connection.execute(
            delete(second_factors).where(columns.user_id == factor.user_id, columns.confirmed.is_(False))
        )
        try:
            with self.connection.begin_nested():
                self.connection.execute(insert(second_factors).values(asdict(factor)))
        except IntegrityError as error:
            known = self.connection.execute(select(accounts.c.id).where(accounts.c.id == factor.user_id)).first()
            raise (NotFound() if known is None else Conflict(user=factor.user_id)) from error

    def take_step(self, user_id: str, step: int) -> bool:
        columns = second_factors.c
        later = update(second_factors).where(columns.user_id == user_id, columns.last_step < step)
        return self.connection.execute(later.values(last_step=step, confirmed=True)).rowcount == 1

    def remove(self, user_id: str) -> bool:
        self.connection.execute(delete(recovery_codes).where(recovery_codes.c.user_id == user_id))
        return self.connection.execute(delete(second_factors).where(second_factors.c.user_id == user_id)).rowcount == 1

    def keep_recovery_codes(self, user_id: str, digests: Sequence[str]) -> None:
        self.connection.execute(delete(recovery_codes).where(recovery_codes.c.user_id == user_id))
        self.connection.execute(insert(recovery_codes), [{"user_id": user_id, "digest": digest} for digest in digests])

    def take_recovery_code(self, user_id: str, digest: str) -> bool:
        columns = recovery_codes.c
        taken = delete(recovery_codes).where(columns.user_id == user_id, columns.digest == digest)
        return self.connection.execute(taken).rowcount == 1

    def recovery_codes_left(self, user_id: str) -> int:
        own = recovery_codes.c.user_id == user_id
        return self.connection.scalar(select(func.count()).select_from(recovery_codes).where(own)) or 0
