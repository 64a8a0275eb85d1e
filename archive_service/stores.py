"""Which store stands behind the port: a folder or a bucket, locked or not, and what was shown of it.

With bootstrap the only file that names engines.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from archive_service.domain.errors import BadField, StoreCannotLock
from archive_service.ports import Clock, LockMode, ObjectStore, StorageRoot
from archive_service.services.figures import StoreProof
from archive_service.settings import Settings
from archive_service.storage.capabilities import ProbeResult
from archive_service.storage.destruction_ledger import FileLedger
from archive_service.storage.filesystem import FilesystemStore
from archive_service.storage.locking import LockingStorageRoot
from archive_service.storage.ocfl import OcflStorageRoot
from archive_service.storage.probe import probe
from archive_service.storage.s3 import S3Store
from archive_service.storage.s3_client import Credential, S3Settings
from archive_service.storage.s3_setup import set_up_bucket


def open_store(settings: Settings) -> ObjectStore:
    """The object store alone, for backups and copies."""
    if settings.store.kind == "s3":
        return S3Store(s3_settings(settings))
    return FilesystemStore(settings.data_dir / "store")


def open_ledger(settings: Settings) -> FileLedger:
    """The ledger of destructions alone, for backups."""
    return FileLedger(settings.ledger_path)


def store_at(settings: Settings, address: str) -> ObjectStore:
    """The store at an address: a folder, or s3://BUCKET with the endpoint and credentials of the settings."""
    if address.startswith("s3://"):
        bucket = address.removeprefix("s3://").strip("/")
        if not bucket or not settings.s3.endpoint:
            raise BadField(field="store", value=address)
        return S3Store(replace(s3_settings(settings), bucket=bucket))
    return FilesystemStore(Path(address))


def open_storage_root(settings: Settings, clock: Clock) -> StorageRoot:
    """The storage root, locking what it writes as the settings say.

    Raises StoreCannotLock for a bucket that was not shown to keep locks.
    """
    root = OcflStorageRoot(open_store(settings))
    mode = lock_mode(settings)
    if mode is None:
        return root
    if settings.store.kind == "s3":
        _require_worm(settings)
    return LockingStorageRoot(root, mode, clock)


def lock_mode(settings: Settings) -> LockMode | None:
    """How the archive locks what it writes; None where it does not."""
    return None if settings.store.lock_mode == "none" else LockMode(settings.store.lock_mode)


def s3_settings(settings: Settings) -> S3Settings:
    """The settings of the bucket in the words of the store."""
    s3 = settings.s3
    return S3Settings(
        endpoint=s3.endpoint,
        bucket=s3.bucket,
        region=s3.region,
        ca_file=Path(s3.ca_file) if s3.ca_file else None,
        writer=Credential(s3.writer_access_key, s3.writer_secret_key),
        hold_manager=_credential(s3.hold_manager_access_key, s3.hold_manager_secret_key),
        disposer=_credential(s3.disposer_access_key, s3.disposer_secret_key),
        default_lock_mode=LockMode.COMPLIANCE if settings.store.lock_mode == "compliance" else LockMode.GOVERNANCE,
    )


def _require_worm(settings: Settings) -> None:
    result = last_probe(settings) or probe_store(settings)
    if missing := result.missing_for_worm():
        raise StoreCannotLock(missing=", ".join(missing))


def _credential(access_key: str, secret_key: str) -> Credential | None:
    return Credential(access_key, secret_key) if access_key else None


def probe_note(settings: Settings) -> Path:
    """Where the dated result of the last probe of the store lies."""
    return settings.data_dir / "store-probe.json"


def probe_store(settings: Settings) -> ProbeResult:
    """Try the store out and keep the dated result. Raises StoreUnavailable when it does not answer."""
    s3 = settings.s3
    result = probe(s3_settings(settings), owner=_credential(s3.owner_access_key, s3.owner_secret_key))
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    probe_note(settings).write_text(result.as_json(), encoding="utf-8")
    return result


def last_probe(settings: Settings) -> ProbeResult | None:
    """The result of the last probe of this endpoint, or None."""
    try:
        result = ProbeResult.from_json(probe_note(settings).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return result if result.endpoint == settings.s3.endpoint else None


def store_proof(settings: Settings) -> StoreProof:
    """What protects the records of this archive against deletion, and when that was shown."""
    probed = last_probe(settings) if settings.store.kind == "s3" else None
    failed = tuple(probed.missing_for_worm()) if probed else ()
    return StoreProof(settings.store.kind, settings.store.lock_mode, probed.at if probed else None, failed)


def prepare_bucket(settings: Settings) -> None:
    """Make the bucket with versions, Object Lock and default retention, with its owner's credential."""
    s3 = settings.s3
    set_up_bucket(s3_settings(settings), Credential(s3.owner_access_key, s3.owner_secret_key))
