"""From an object of the store back to rows of the catalog: which objects are ours, in which order, and how.

A new register adds a line to KINDS; rebuild and reconcile need no change.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from archive_service.checker.verify_bundle import SEALED_OBJECT
from archive_service.domain.jobs import JobKind
from archive_service.domain.records import TextStatus
from archive_service.ports import DerivedStore, Transaction
from archive_service.services.carrying_out import note_outcomes
from archive_service.services.consultation_json import CONSULTATION_PREFIX, consultation_from_json, kept
from archive_service.services.excuse_json import EXCUSE_PREFIX, excuse_from_json
from archive_service.services.link_json import LINK_PREFIX, link_from_json
from archive_service.services.record_json import (
    DOSSIER_PREFIX,
    RECORD_PREFIX,
    dossier_from_json,
    record_from_json,
)
from archive_service.services.retention_json import DISPOSITIONS, HOLDS, RULES, TOMBSTONES, TRANSFERS
from archive_service.services.text_json import TEXT_NAME, RecordText
from archive_service.services.unit_json import UNIT_REGISTER_ID, units_from_json


@dataclass(frozen=True, slots=True)
class Restoring:
    """What a restored object may need besides its metadata."""

    tx: Transaction
    derived: DerivedStore


Restore = Callable[[Restoring, bytes, int], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """Objects whose id begins with the prefix; `restore` takes their newest metadata and its version."""

    name: str
    prefix: str
    restore: Restore


def _units(restoring: Restoring, metadata: bytes, version: int) -> None:
    history = units_from_json(metadata)
    restoring.tx.units.replace_all(history.stated, version, history.events)


def _dossier(restoring: Restoring, metadata: bytes, version: int) -> None:
    restoring.tx.dossiers.recover(dossier_from_json(metadata, version))


def _excuse(restoring: Restoring, metadata: bytes, version: int) -> None:
    restoring.tx.completeness.keep_excuse(excuse_from_json(metadata, version))


def _consultation(restoring: Restoring, metadata: bytes, version: int) -> None:
    restoring.tx.consultations.keep(kept(consultation_from_json(metadata, version)))


def _link(restoring: Restoring, metadata: bytes, version: int) -> None:
    restoring.tx.links.keep(link_from_json(metadata, version))


def _rule(restoring: Restoring, metadata: bytes, version: int) -> None:
    restoring.tx.retention.keep_rule(RULES.from_json(metadata))


def _hold(restoring: Restoring, metadata: bytes, version: int) -> None:
    restoring.tx.holds.keep(HOLDS.from_json(metadata))


def _disposition(restoring: Restoring, metadata: bytes, version: int) -> None:
    disposition = DISPOSITIONS.from_json(metadata)
    restoring.tx.dispositions.keep(disposition)
    note_outcomes(restoring.tx, disposition)


def _transfer(restoring: Restoring, metadata: bytes, version: int) -> None:
    restoring.tx.transfers.keep(TRANSFERS.from_json(metadata))


def _tombstone(restoring: Restoring, metadata: bytes, version: int) -> None:
    restoring.tx.dispositions.bury(TOMBSTONES.from_json(metadata))


def _record(restoring: Restoring, metadata: bytes, version: int) -> None:
    record = record_from_json(metadata, version)
    if restoring.tx.dispositions.buried([record.id]):
        # Destroyed: a copy of its bytes came back, or the destruction was interrupted. It is finished, not undone.
        restoring.tx.jobs.enqueue(JobKind.FINISH_DESTRUCTION, record.id)
        return
    content = restoring.derived.get(record.id, TEXT_NAME)
    text = RecordText.model_validate_json(content).status() if content else TextStatus()
    restoring.tx.records.recover(record, text)


def _sealed_events(restoring: Restoring, metadata: bytes, version: int) -> None:
    """Taken back before anything else, in their order: see SealService.take_back."""


# In the order in which rows point at each other; records come last and are by far the most.
KINDS = (
    Kind("units", UNIT_REGISTER_ID, _units),
    Kind("dossiers", DOSSIER_PREFIX, _dossier),
    Kind("excuses", EXCUSE_PREFIX, _excuse),
    Kind("rules", RULES.prefix, _rule),
    Kind("holds", HOLDS.prefix, _hold),
    Kind("dispositions", DISPOSITIONS.prefix, _disposition),
    Kind("transfers", TRANSFERS.prefix, _transfer),
    Kind("tombstones", TOMBSTONES.prefix, _tombstone),
    Kind("seals", SEALED_OBJECT, _sealed_events),
    Kind("consultations", CONSULTATION_PREFIX, _consultation),
    Kind("links", LINK_PREFIX, _link),
    Kind("records", RECORD_PREFIX, _record),
)
RECORDS = KINDS[-1]


def kind_of(object_id: str) -> Kind | None:
    """The kind of an object, or None for one that is not ours."""
    return next((kind for kind in KINDS if object_id.startswith(kind.prefix)), None)
