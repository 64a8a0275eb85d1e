"""The capability probe: what a store really keeps, tried out on a throw-away bucket.

Servers that speak S3 answer 200 to locks they do not keep. So each capability is tried: PROVEN means that the probe
saw the effect, CLAIMED that the server answered well and the effect was missing, ABSENT that it refused the request.
The bucket is emptied and removed at the end; its longest lock is some seconds of compliance.
"""

from __future__ import annotations

import io
import logging
import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from botocore.exceptions import ClientError

from archive_service.domain.locks import LAST
from archive_service.storage.capabilities import Capability, Finding, Outcome, ProbeResult
from archive_service.storage.s3_client import (
    Credential,
    S3Settings,
    client_of,
    code_of,
    server_errors,
)
from archive_service.storage.s3_multipart import content_md5

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_s3 import S3Client

_log = logging.getLogger(__name__)

_SECONDS_LOCKED = 6
_BODY = b"probe: these bytes must stay"
_PART_BYTES = 5 << 20
_NOT_OFFERED = frozenset({"NotImplemented", "501", "MethodNotAllowed", "405", "UnsupportedOperation"})
_PAST_32_BITS = datetime(2116, 1, 1, tzinfo=UTC)


def probe(settings: S3Settings, *, owner: Credential | None = None) -> ProbeResult:
    """Try the store out on a bucket of its own; takes some seconds. Raises StoreUnavailable when it does not answer.

    `owner` may create and remove buckets and bypass governance; without one the writer's credential is used. One who
    may not remove anything proves nothing: governance has to yield and a lifted hold to let go, or both are claims.
    """
    client = client_of(settings, owner or settings.writer)
    return probe_client(client, settings.endpoint, bucket=f"probe-{uuid.uuid4().hex[:20]}")


def probe_client(
    client: S3Client, endpoint: str, *, bucket: str, sleep: Callable[[float], None] = time.sleep
) -> ProbeResult:
    """Try out what stands behind a boto3 client."""
    trial = _Trial(client, bucket)
    with server_errors():
        findings = trial.run(sleep)
    return ProbeResult(endpoint, datetime.now(UTC), tuple(findings))


class _Trial:
    """The attempts, each on keys of its own in one bucket."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket
        self._findings: dict[Capability, Finding] = {}
        self._compliance_until = _soon(0)

    def run(self, sleep: Callable[[float], None]) -> list[Finding]:
        try:
            self._client.create_bucket(Bucket=self._bucket, ObjectLockEnabledForBucket=True)
        except ClientError as error:
            return [Finding(capability, Outcome.ABSENT, code_of(error)) for capability in Capability]
        try:
            for attempt in (
                self._versioning,
                self._content_md5,
                self._compliance,
                self._governance,
                self._hold,
                self._multipart,
                self._lock_on_put,
                self._dates,
                self._conditional_put,
                self._default_retention,
            ):
                attempt()
        finally:
            sleep(max(0.0, (self._compliance_until - datetime.now(UTC)).total_seconds() + 1))
            self._remove_bucket()
        return [self._findings.get(each, Finding(each, Outcome.ABSENT)) for each in Capability]

    # ---------------------------------------------------------------- attempts

    def _versioning(self) -> None:
        with self._trying(Capability.VERSIONING):
            first = self._put("versions")
            second = self._put("versions", b"another")
            both = first and second and first != second
            kept = both and self._body("versions", first) == _BODY
            self._note(Capability.VERSIONING, proven=bool(kept), detail=f"versions {first!r}, {second!r}")
        with self._trying(Capability.VERSIONING_STAYS, refusal=Outcome.PROVEN):
            self._client.put_bucket_versioning(Bucket=self._bucket, VersioningConfiguration={"Status": "Suspended"})
            status = self._client.get_bucket_versioning(Bucket=self._bucket).get("Status")
            self._note(Capability.VERSIONING_STAYS, proven=status == "Enabled", detail=f"status {status}")

    def _content_md5(self) -> None:
        with self._trying(Capability.CONTENT_MD5, refusal=Outcome.PROVEN):
            self._client.put_object(
                Bucket=self._bucket, Key="md5", Body=_BODY, ContentMD5=content_md5(b"other bytes"), Metadata={}
            )
            self._note(Capability.CONTENT_MD5, proven=False, detail="wrong bytes were taken")

    def _compliance(self) -> None:
        version = self._put("compliance")
        until = self._compliance_until = _soon(_SECONDS_LOCKED)
        with self._trying(Capability.LOCK_KEEPS, Capability.BODY_INTACT):
            self._retain("compliance", version, "COMPLIANCE", until)
            stored = self._lock_of("compliance", version)
            self._note(Capability.BODY_INTACT, proven=self._body("compliance", version) == _BODY)
            shown = stored == ("COMPLIANCE", until)
            kept = not self._can_remove("compliance", version)
            self._note(Capability.LOCK_KEEPS, proven=shown and kept, detail=f"shown {stored}, kept {kept}")
        with self._trying(Capability.COMPLIANCE_NOT_BYPASSED):
            self._note(
                Capability.COMPLIANCE_NOT_BYPASSED, proven=not self._can_remove("compliance", version, bypass=True)
            )
        with self._trying(Capability.LOCK_NOT_SHORTENED, refusal=Outcome.PROVEN):
            self._retain("compliance", version, "COMPLIANCE", until - timedelta(seconds=_SECONDS_LOCKED - 2))
            stored = self._lock_of("compliance", version)
            self._note(Capability.LOCK_NOT_SHORTENED, proven=stored == ("COMPLIANCE", until), detail=f"became {stored}")

    def _governance(self) -> None:
        with self._trying(Capability.GOVERNANCE_KEEPS):
            version = self._put("governance")
            self._retain("governance", version, "GOVERNANCE", _soon(3600))
            kept = not self._can_remove("governance", version)
            yields = self._can_remove("governance", version, bypass=True)
            self._note(Capability.GOVERNANCE_KEEPS, proven=kept and yields, detail=f"kept {kept}, yields {yields}")

    def _hold(self) -> None:
        with self._trying(Capability.HOLD_KEEPS, Capability.HOLD_LIFTS):
            version = self._put("hold")
            self._client.put_object_legal_hold(**self._at("hold", version), LegalHold={"Status": "ON"})
            kept = not self._can_remove("hold", version, bypass=True)
            self._note(Capability.HOLD_KEEPS, proven=kept)
            self._client.put_object_legal_hold(**self._at("hold", version), LegalHold={"Status": "OFF"})
            self._note(Capability.HOLD_LIFTS, proven=kept and self._can_remove("hold", version))

    def _multipart(self) -> None:
        until = _soon(3600)
        with self._trying(Capability.LOCK_ON_MULTIPART, Capability.MULTIPART_RETENTION):
            version = self._put_parts("parts", until)
            stored = self._lock_of("parts", version)
            self._note(Capability.LOCK_ON_MULTIPART, proven=stored[0] == "GOVERNANCE", detail=f"shown {stored}")
            self._retain("parts", version, "GOVERNANCE", until)
            kept = not self._can_remove("parts", version)
            self._note(Capability.MULTIPART_RETENTION, proven=kept, detail="a lock set after the upload")

    def _lock_on_put(self) -> None:
        until = _soon(3600)
        with self._trying(Capability.LOCK_ON_PUT):
            version = self._put("put", ObjectLockMode="GOVERNANCE", ObjectLockRetainUntilDate=until)
            stored = self._lock_of("put", version)
            self._note(Capability.LOCK_ON_PUT, proven=stored == ("GOVERNANCE", until), detail=f"shown {stored}")

    def _dates(self) -> None:
        for capability, until in ((Capability.LONG_DATES, LAST), (Capability.DATES_PAST_2106, _PAST_32_BITS)):
            with self._trying(capability):
                version = self._put(capability)
                self._retain(capability, version, "GOVERNANCE", until)  # never compliance: it would stay for ever
                stored = self._lock_of(capability, version)
                kept = not self._can_remove(capability, version)
                proven = stored == ("GOVERNANCE", until) and kept
                self._note(capability, proven=proven, detail=f"asked {until:%Y}, shown {stored[1]}, kept {kept}")

    def _conditional_put(self) -> None:
        with self._trying(Capability.CONDITIONAL_PUT):
            self._put("once")
            try:
                self._put("once", b"second", IfNoneMatch="*")
            except ClientError as error:
                if code_of(error) not in {"PreconditionFailed", "412"}:
                    raise
                self._note(Capability.CONDITIONAL_PUT, proven=True, detail=code_of(error))
            else:
                self._note(Capability.CONDITIONAL_PUT, proven=False, detail="a second write was taken")

    def _default_retention(self) -> None:
        with self._trying(Capability.DEFAULT_RETENTION):
            self._client.put_object_lock_configuration(
                Bucket=self._bucket,
                ObjectLockConfiguration={
                    "ObjectLockEnabled": "Enabled",
                    "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 1}},
                },
            )
            version = self._put("default")
            stored = self._lock_of("default", version)
            self._note(Capability.DEFAULT_RETENTION, proven=stored[0] == "GOVERNANCE", detail=f"shown {stored}")

    # ---------------------------------------------------------------- steps

    @contextmanager
    def _trying(self, *capabilities: Capability, refusal: Outcome = Outcome.ABSENT) -> Iterator[None]:
        """What the server refuses inside is noted for those of the capabilities that have no finding yet."""
        try:
            yield
        except ClientError as error:
            outcome = Outcome.ABSENT if code_of(error) in _NOT_OFFERED else refusal
            for capability in capabilities:
                self._findings.setdefault(capability, Finding(capability, outcome, code_of(error)))

    def _note(self, capability: Capability, *, proven: bool, detail: str = "") -> None:
        self._findings[capability] = Finding(capability, Outcome.PROVEN if proven else Outcome.CLAIMED, detail)

    def _put(self, key: str, body: bytes = _BODY, **arguments: Any) -> str:
        answer = self._client.put_object(
            Bucket=self._bucket, Key=key, Body=body, ContentMD5=content_md5(body), **arguments
        )
        return answer.get("VersionId", "")

    def _put_parts(self, key: str, until: datetime) -> str:
        upload = self._client.create_multipart_upload(
            Bucket=self._bucket, Key=key, ObjectLockMode="GOVERNANCE", ObjectLockRetainUntilDate=until
        )["UploadId"]
        parts: list[Any] = []
        for number, part in enumerate((b"x" * _PART_BYTES, _BODY), start=1):
            answer = self._client.upload_part(
                Bucket=self._bucket, Key=key, UploadId=upload, PartNumber=number, Body=io.BytesIO(part)
            )
            parts.append({"PartNumber": number, "ETag": answer["ETag"]})
        self._client.complete_multipart_upload(
            Bucket=self._bucket, Key=key, UploadId=upload, MultipartUpload={"Parts": parts}
        )
        return self._client.head_object(Bucket=self._bucket, Key=key).get("VersionId", "")

    def _retain(self, key: str, version: str, mode: Literal["GOVERNANCE", "COMPLIANCE"], until: datetime) -> None:
        self._client.put_object_retention(**self._at(key, version), Retention={"Mode": mode, "RetainUntilDate": until})

    def _at(self, key: str, version: str) -> Any:
        """Where a version is; a server without versions gives them no id."""
        return {"Bucket": self._bucket, "Key": key, **({"VersionId": version} if version else {})}

    def _lock_of(self, key: str, version: str) -> tuple[str | None, datetime | None]:
        head = self._client.head_object(**self._at(key, version))
        until = head.get("ObjectLockRetainUntilDate")
        return head.get("ObjectLockMode"), until.astimezone(UTC) if until else None

    def _body(self, key: str, version: str) -> bytes:
        with self._client.get_object(**self._at(key, version))["Body"] as body:
            return body.read()

    def _can_remove(self, key: str, version: str, *, bypass: bool = False) -> bool:
        """Whether the version is really gone after an attempt to remove it, whatever the server answers."""
        arguments: dict[str, Any] = {"BypassGovernanceRetention": True} if bypass else {}
        try:
            self._client.delete_object(**self._at(key, version), **arguments)
        except ClientError as error:
            _log.debug("the store refused the removal: %s", code_of(error))
        try:
            self._client.head_object(**self._at(key, version))
        except ClientError:
            return True
        return False

    def _remove_bucket(self) -> None:
        """Empty and remove the bucket; what the server does not let go is left to the operator, and said."""
        try:
            for page in self._client.get_paginator("list_object_versions").paginate(Bucket=self._bucket):
                found: list[Mapping[str, Any]] = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
                for entry in found:
                    self._client.delete_object(
                        Bucket=self._bucket,
                        Key=entry["Key"],
                        VersionId=entry["VersionId"],
                        BypassGovernanceRetention=True,
                    )
            self._client.delete_bucket(Bucket=self._bucket)
        except ClientError as error:
            _log.warning("the probe's bucket %s stays: %s", self._bucket, error)


def _soon(seconds: float) -> datetime:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).replace(microsecond=0)
