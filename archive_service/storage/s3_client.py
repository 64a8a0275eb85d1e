"""Reaching an S3 server: settings, clients, and what its errors mean to the archive.

Checksums are `when_required`, with a Content-MD5 of our own: what boto3 sends by default over https (a trailing
checksum) is refused by Ceph's gateway.
"""

from __future__ import annotations

import functools
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    SSLError,
)
from botocore.exceptions import (
    ConnectionError as BotocoreConnectionError,
)
from urllib3.exceptions import HTTPError as Urllib3Error

from archive_service.domain.errors import BytesDamaged, StoreUnavailable
from archive_service.ports import LockMode

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_log = logging.getLogger(__name__)

MIB = 1 << 20

MODES: dict[LockMode, Literal["GOVERNANCE", "COMPLIANCE"]] = {
    LockMode.GOVERNANCE: "GOVERNANCE",
    LockMode.COMPLIANCE: "COMPLIANCE",
}

_making_clients = threading.Lock()

_CAUSES = {
    "InvalidAccessKeyId": "credential",
    "SignatureDoesNotMatch": "credential",
    "ExpiredToken": "credential",
    "InvalidToken": "credential",
    "UserSuspended": "credential",
    "RequestTimeTooSkewed": "clock",
    "AccessDenied": "permission",
    "403": "permission",
    "QuotaExceeded": "full",
    "NoSuchBucket": "bucket",
    "SlowDown": "busy",
    "503": "busy",
    "ServiceUnavailable": "busy",
}


@dataclass(frozen=True, slots=True)
class Credential:
    access_key: str
    secret_key: str = field(repr=False)
    session_token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class S3Settings:
    """How to reach a bucket. Without a hold manager or disposer the writer's credential acts for them.

    `object_lock` false is for a bucket of things that can be made again. `conditional_put` may be set when the
    probe proved it: it saves one request for each new key.
    """

    endpoint: str
    bucket: str
    writer: Credential
    hold_manager: Credential | None = None
    disposer: Credential | None = None
    region: str = "us-east-1"
    ca_file: Path | None = None
    object_lock: bool = True
    conditional_put: bool = False
    connect_timeout_seconds: float = 5.0
    read_timeout_seconds: float = 60.0
    attempts: int = 5
    connections: int = 16
    multipart_from_bytes: int = 16 * MIB
    part_bytes: int = 8 * MIB
    default_lock_mode: LockMode = LockMode.GOVERNANCE


@functools.cache
def _session() -> boto3.session.Session:
    """One session, because each reads the description of the S3 protocol anew, which takes a quarter of a second."""
    return boto3.session.Session()


def client_of(settings: S3Settings, credential: Credential) -> S3Client:
    """A thread-safe client that knows this credential only and verifies the server's certificate."""
    with _making_clients:  # a session is not thread-safe, its clients are
        return _session().client(
            "s3",
            endpoint_url=settings.endpoint,
            region_name=settings.region,
            aws_access_key_id=credential.access_key,
            aws_secret_access_key=credential.secret_key,
            aws_session_token=credential.session_token,
            verify=str(settings.ca_file) if settings.ca_file else True,
            config=Config(
                signature_version="s3v4",
                s3={"addressing_style": "path"},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                connect_timeout=settings.connect_timeout_seconds,
                read_timeout=settings.read_timeout_seconds,
                # the standard mode waits between attempts, twice as long each time and with jitter
                retries={"mode": "standard", "total_max_attempts": settings.attempts},
                max_pool_connections=settings.connections,
            ),
        )


@contextmanager
def server_errors() -> Iterator[None]:
    """Turn what the server or the way to it says into StoreUnavailable with its cause, or BytesDamaged."""
    try:
        yield
    except ClientError as error:
        code = code_of(error)
        if code in {"BadDigest", "InvalidDigest", "XAmzContentSHA256Mismatch"}:
            raise BytesDamaged from error
        cause = _CAUSES.get(code, "refused")
        _log.error("the store refused (%s): %s", cause, error)
        raise StoreUnavailable(cause=cause) from error
    except SSLError as error:
        _log.error("the store's certificate is not trusted: %s", error)
        raise StoreUnavailable(cause="certificate") from error
    except (BotocoreConnectionError, HTTPClientError, Urllib3Error) as error:
        _log.error("the store does not answer: %s", error)
        raise StoreUnavailable(cause="unreachable") from error
    except BotoCoreError as error:
        _log.error("the store could not be asked: %s", error)
        raise StoreUnavailable(cause="refused") from error


def code_of(error: ClientError) -> str:
    """The server's own name for its error."""
    return str(error.response.get("Error", {}).get("Code", ""))


def is_missing(error: ClientError) -> bool:
    """Whether the server says that there is no such key or version."""
    return code_of(error) in {"404", "NoSuchKey", "NoSuchVersion", "NotFound"}


def is_denied(error: ClientError) -> bool:
    """Whether the server refuses the act itself."""
    return code_of(error) in {"403", "AccessDenied", "ObjectLocked", "InvalidRequest", "405", "MethodNotAllowed"}
