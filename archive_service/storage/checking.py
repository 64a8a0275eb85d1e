"""Reading files of an object to see whether they are what they were: missing, changed and unreadable told apart."""

from __future__ import annotations

from archive_service.domain.errors import BytesDamaged, NotFound, StoreUnavailable
from archive_service.domain.fixity import Damage, FileFault
from archive_service.ports import ObjectStore
from archive_service.storage.gate import checked_chunks
from archive_service.storage.inventory import Inventory
from archive_service.storage.layout import ROOT_DECLARATION, object_path


def check_files(store: ObjectStore, inventory: Inventory) -> tuple[list[FileFault], int]:
    """Every content file of the object. Raises StoreUnavailable when not only this file cannot be read."""
    faults, size = [], 0
    for digest, content in inventory.manifest.items():
        damage = _damage(store, f"{object_path(inventory.object_id)}/{content.path}", content.size, digest)
        size += content.size
        if damage is not None:
            faults.append(FileFault(content.path, damage))
    return faults, size


def _damage(store: ObjectStore, key: str, size: int, sha512: str) -> Damage | None:
    try:
        with store.open(key) as content:
            for _ in checked_chunks(content, size=size, sha512=sha512):
                pass
    except NotFound:
        return Damage.MISSING
    except BytesDamaged:
        return Damage.CHANGED
    except (OSError, StoreUnavailable):
        store.stat(ROOT_DECLARATION)
        with store.open(ROOT_DECLARATION) as content:
            content.read(1)
        return Damage.UNREADABLE
    return None
