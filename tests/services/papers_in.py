"""Handing papers to the deposit service as its doors do."""

from __future__ import annotations

import io

from archive_service.domain.access import Actor
from archive_service.services.deposit import DepositService, Receipt
from archive_service.services.describing import DescribedFields

FIELDS = {"unit": "CB-A", "class": "resolution", "type": "NQ", "symbol": "12-NQ/CB", "title": "Nghị quyết tháng 3"}


def hand_in(
    service: DepositService, actor: Actor, *files: tuple[str, bytes], key: str | None = None, **fields: str
) -> Receipt:
    """Deposit the files as one record of CB-A, unless the fields say otherwise."""
    with service.open_spool() as spool:
        arrived = [spool.take(name, io.BytesIO(content)) for name, content in files]
        return service.deposit(actor, arrived, DescribedFields({**FIELDS, **fields}), idempotency_key=key)
