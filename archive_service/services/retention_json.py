"""metadata.json of rules, holds, dispositions and tombstones: the domain object under a schema version and its kind."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

from archive_service.domain.disposition import Disposition, Tombstone
from archive_service.domain.holds import Hold
from archive_service.domain.retention import RetentionRule
from archive_service.domain.transfer import Transfer

_Kept = TypeVar("_Kept")


@dataclass(frozen=True, slots=True)
class RegisterForm(Generic[_Kept]):
    """How one kind of object is written. `prefix` opens its id in the store."""

    kind: str
    prefix: str
    adapter: TypeAdapter[_Kept]

    def to_json(self, kept: _Kept) -> bytes:
        """The metadata.json; what has no order is sorted, so that the same thing is always the same bytes."""
        body = self.adapter.dump_python(kept, mode="json")
        if "applies_to" in body:
            body["applies_to"] = {name: sorted(values) for name, values in body["applies_to"].items()}
        document: dict[str, Any] = {"schema_version": 1, "kind": self.kind, **body}
        return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()

    def from_json(self, content: bytes) -> _Kept:
        """Raises pydantic.ValidationError for what is not ours."""
        document = json.loads(content)
        for name in ("schema_version", "kind"):
            document.pop(name, None)
        return self.adapter.validate_python(document, strict=False)


RULES = RegisterForm("retention_rule", "urn:cell-records:retention-rule:", TypeAdapter(RetentionRule))
HOLDS = RegisterForm("hold", "urn:cell-records:hold:", TypeAdapter(Hold))
DISPOSITIONS = RegisterForm("disposition", "urn:cell-records:disposition:", TypeAdapter(Disposition))
TRANSFERS = RegisterForm("transfer", "urn:cell-records:transfer:", TypeAdapter(Transfer))
TOMBSTONES = RegisterForm("tombstone", "urn:cell-records:tombstone:", TypeAdapter(Tombstone))
