"""A boto3 S3 client over a dictionary that keeps locks, or lies about one thing.

As small as the probe and the store need it. Without a lie it is honest, so that each lie is found by itself.
"""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from botocore.exceptions import ClientError


class Lie(StrEnum):
    NONE = "none"
    FORGETS_LOCKS = "says yes to a lock and forgets it"
    DELETES_LOCKED = "shows the lock and deletes all the same"
    SHORTENS = "lets anybody shorten a lock"
    BYPASSES_COMPLIANCE = "lets compliance be bypassed"
    FORGETS_HOLDS = "says yes to a hold and forgets it"
    DELETES_HELD = "shows the hold and deletes all the same"
    OVERWRITES_BODY = "puts the retention in the place of the body"
    SUSPENDS_VERSIONING = "lets versioning be suspended"
    ONE_VERSION = "keeps the newest version only"
    WRAPS_DATES = "keeps dates in 32 bits minus a century"
    TAKES_WRONG_MD5 = "takes bytes that do not fit their Content-MD5"
    GOVERNANCE_IS_NOTHING = "lets governance be ignored without bypass"
    KEEPS_DELETED = "says deleted and keeps it"


@dataclass(slots=True)
class _Stored:
    version_id: str
    body: bytes
    modified: datetime
    mode: str | None = None
    until: datetime | None = None
    held: bool = False
    metadata: dict[str, str] = field(default_factory=dict)


class LyingClient:
    """One bucket; the methods and answers of boto3's client as far as they are used."""

    def __init__(self, lie: Lie = Lie.NONE) -> None:
        self._lie = lie
        self._keys: dict[str, list[_Stored]] = {}
        self._uploads: dict[str, dict[int, bytes]] = {}
        self._count = 0
        self._status = "Enabled"
        self._default: str | None = None

    # ---------------------------------------------------------------- bucket

    def create_bucket(self, **_: Any) -> dict[str, Any]:
        return {}

    def delete_bucket(self, **_: Any) -> dict[str, Any]:
        if self._keys:
            raise _refusal("BucketNotEmpty")
        return {}

    def put_bucket_versioning(self, **_: Any) -> dict[str, Any]:
        if self._lie is not Lie.SUSPENDS_VERSIONING:
            raise _refusal("InvalidBucketState")
        self._status = "Suspended"
        return {}

    def get_bucket_versioning(self, **_: Any) -> dict[str, Any]:
        return {"Status": self._status}

    def put_object_lock_configuration(self, **arguments: Any) -> dict[str, Any]:
        self._default = arguments["ObjectLockConfiguration"]["Rule"]["DefaultRetention"]["Mode"]
        return {}

    def get_paginator(self, _: str) -> LyingClient:
        return self

    def paginate(self, **arguments: Any) -> Iterator[dict[str, Any]]:
        prefix = arguments.get("Prefix", "")
        yield {
            "Versions": [
                {
                    "Key": key,
                    "VersionId": stored.version_id,
                    "Size": len(stored.body),
                    "LastModified": stored.modified,
                    "IsLatest": stored is versions[-1],
                }
                for key, versions in sorted(self._keys.items())
                if key.startswith(prefix)
                for stored in reversed(versions)
            ]
        }

    # ---------------------------------------------------------------- objects

    def put_object(self, **arguments: Any) -> dict[str, Any]:
        body = arguments["Body"]
        content = body if isinstance(body, bytes) else body.read()
        promised = arguments.get("ContentMD5")
        if promised and promised != _md5(content) and self._lie is not Lie.TAKES_WRONG_MD5:
            raise _refusal("BadDigest")
        if arguments.get("IfNoneMatch") and self._keys.get(arguments["Key"]):
            raise _refusal("PreconditionFailed")
        return {"VersionId": self._store(content, arguments).version_id}

    def _store(self, content: bytes, arguments: dict[str, Any]) -> _Stored:
        self._count += 1
        stored = _Stored(
            f"v{self._count}",
            content,
            datetime.now(UTC),
            arguments.get("ObjectLockMode", self._default),
            arguments.get("ObjectLockRetainUntilDate"),
            metadata=arguments.get("Metadata", {}),
        )
        versions = self._keys.setdefault(arguments["Key"], [])
        if self._lie is Lie.ONE_VERSION:
            versions.clear()
        versions.append(stored)
        return stored

    def get_object(self, **arguments: Any) -> dict[str, Any]:
        stored = self._find(arguments)
        return {
            "Body": io.BytesIO(stored.body),
            "ContentLength": len(stored.body),
            "VersionId": stored.version_id,
        }

    def head_object(self, **arguments: Any) -> dict[str, Any]:
        stored = self._find(arguments)
        return {
            "ContentLength": len(stored.body),
            "VersionId": stored.version_id,
            "LastModified": stored.modified,
            "Metadata": stored.metadata,
            "ObjectLockLegalHoldStatus": "ON" if stored.held else "OFF",
            **({"ObjectLockMode": stored.mode} if stored.mode else {}),
            **({"ObjectLockRetainUntilDate": stored.until} if stored.until else {}),
        }

    def delete_object(self, **arguments: Any) -> dict[str, Any]:
        stored = self._find(arguments)
        if self._is_kept(stored, bypass=bool(arguments.get("BypassGovernanceRetention"))):
            raise _refusal("AccessDenied")
        if self._lie is not Lie.KEEPS_DELETED:
            self._keys[arguments["Key"]].remove(stored)
            if not self._keys[arguments["Key"]]:
                del self._keys[arguments["Key"]]
        return {}

    def _is_kept(self, stored: _Stored, *, bypass: bool) -> bool:
        if stored.held and self._lie is not Lie.DELETES_HELD:
            return True
        if stored.until is None or stored.until <= datetime.now(UTC) or self._lie is Lie.DELETES_LOCKED:
            return False
        if stored.mode == "GOVERNANCE":
            return not bypass and self._lie is not Lie.GOVERNANCE_IS_NOTHING
        return not (bypass and self._lie is Lie.BYPASSES_COMPLIANCE)

    def _find(self, arguments: dict[str, Any]) -> _Stored:
        versions = self._keys.get(arguments["Key"], [])
        wanted = arguments.get("VersionId", versions[-1].version_id if versions else None)
        found = [stored for stored in versions if stored.version_id == wanted]
        if not found:
            raise _refusal("NoSuchKey")
        return found[0]

    # ---------------------------------------------------------------- protection

    def put_object_retention(self, **arguments: Any) -> dict[str, Any]:
        stored = self._find(arguments)
        mode, until = arguments["Retention"]["Mode"], arguments["Retention"]["RetainUntilDate"]
        if self._lie is Lie.WRAPS_DATES and until.year > 2100:
            until = until.replace(year=until.year - 130)
        if self._lie is Lie.OVERWRITES_BODY:
            stored.body = b"<Retention/>"
        if self._lie is Lie.FORGETS_LOCKS:
            return {}
        if stored.until and until < stored.until and self._lie is not Lie.SHORTENS:
            raise _refusal("AccessDenied")
        stored.mode, stored.until = mode, until
        return {}

    def put_object_legal_hold(self, **arguments: Any) -> dict[str, Any]:
        if self._lie is not Lie.FORGETS_HOLDS:
            self._find(arguments).held = arguments["LegalHold"]["Status"] == "ON"
        return {}

    # ---------------------------------------------------------------- parts

    def create_multipart_upload(self, **arguments: Any) -> dict[str, Any]:
        self._uploads[arguments["Key"]] = {}
        return {"UploadId": arguments["Key"]}

    def upload_part(self, **arguments: Any) -> dict[str, Any]:
        body = arguments["Body"]
        self._uploads[arguments["UploadId"]][arguments["PartNumber"]] = body if isinstance(body, bytes) else body.read()
        return {"ETag": "x"}

    def complete_multipart_upload(self, **arguments: Any) -> dict[str, Any]:
        parts = self._uploads.pop(arguments["UploadId"])
        return {"VersionId": self._store(b"".join(parts[n] for n in sorted(parts)), arguments).version_id}


def _md5(content: bytes) -> str:
    return base64.b64encode(hashlib.md5(content).digest()).decode()


def _refusal(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": code}}, "any")
