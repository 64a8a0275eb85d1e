"""Making the bucket that holds the records, with its owner's credential: once, before the archive starts."""

from __future__ import annotations

import logging

from botocore.exceptions import ClientError

from archive_service.domain.errors import StoreUnavailable
from archive_service.storage.s3_client import MODES, Credential, S3Settings, client_of, code_of, server_errors

_log = logging.getLogger(__name__)


def set_up_bucket(settings: S3Settings, owner: Credential, *, net_days: int = 1, policy: str | None = None) -> None:
    """Create the bucket with versions, Object Lock, default retention and policy; what is there stays. Idempotent.

    The default retention is a net: it keeps every version for `net_days` whatever happens between its writing and
    its own lock. It is short, because what a crash leaves behind is kept by it too; 0 sets none. Raises
    StoreUnavailable when the bucket is there without Object Lock, which cannot be added later.
    """
    client = client_of(settings, owner)
    with server_errors():
        try:
            client.create_bucket(Bucket=settings.bucket, ObjectLockEnabledForBucket=True)
        except ClientError as error:
            if code_of(error) not in {"BucketAlreadyOwnedByYou", "BucketAlreadyExists"}:
                raise
        try:
            client.get_object_lock_configuration(Bucket=settings.bucket)
        except ClientError as error:
            if code_of(error) != "ObjectLockConfigurationNotFoundError":
                raise
            _log.error("the bucket %s was made without Object Lock: make another one", settings.bucket)
            raise StoreUnavailable(cause="bucket") from error
        if net_days:
            client.put_object_lock_configuration(
                Bucket=settings.bucket,
                ObjectLockConfiguration={
                    "ObjectLockEnabled": "Enabled",
                    "Rule": {"DefaultRetention": {"Mode": MODES[settings.default_lock_mode], "Days": net_days}},
                },
            )
        if policy is not None:
            client.put_bucket_policy(Bucket=settings.bucket, Policy=policy)
