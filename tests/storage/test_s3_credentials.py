"""The three credentials of docs/operations/bucket-policy.json on a real server: each can do its part and no other."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from archive_service.domain.errors import Conflict, NotFound, StoreUnavailable
from archive_service.ports import LockMode
from archive_service.storage.ocfl import OcflStorageRoot
from archive_service.storage.s3 import S3Store
from archive_service.storage.s3_client import Credential, S3Settings, client_of, code_of
from archive_service.storage.s3_setup import set_up_bucket
from tests.contracts.object_store_contract import put, soon
from tests.contracts.storage_root_contract import content_of, incoming, put_version
from tests.servers.fixtures import Gateway, credential

pytestmark = pytest.mark.needs_s3

POLICY = Path(__file__).parents[2] / "docs" / "operations" / "bucket-policy.json"
ROLES = ("owner", "writer", "hold-manager", "disposer")


@functools.cache
def credentials(gateway: Gateway) -> dict[str, Credential]:
    return {role: credential(gateway.server.add_user(f"archive-{role}")) for role in ROLES}


@pytest.fixture
def people(gateway: Gateway) -> dict[str, Credential]:
    return credentials(gateway)


@pytest.fixture
def settings(gateway: Gateway, people: dict[str, Credential]) -> S3Settings:
    new = replace(
        gateway.settings(f"roles-{datetime.now(UTC).timestamp():.6f}"),
        writer=people["writer"],
        hold_manager=people["hold-manager"],
        disposer=people["disposer"],
    )
    set_up_bucket(new, people["owner"], policy=POLICY.read_text().replace("BUCKET", new.bucket))
    return new


def test_each_credential_does_its_part(settings: S3Settings) -> None:
    root = OcflStorageRoot(S3Store(settings))
    large = b"x" * (7 << 20)
    put_version(root, "rec_1", 0, incoming("a.pdf", b"pdf"), incoming("large.pdf", large))
    put_version(root, "rec_1", 1, metadata=b"two")
    until = soon(2 * 86_400)
    root.lock_until("rec_1", until, LockMode.GOVERNANCE)
    root.set_hold("rec_1", True)
    assert (root.lock_state("rec_1").until, root.lock_state("rec_1").held) == (until, True)
    assert content_of(root, "rec_1", "large.pdf") == large
    with pytest.raises(Conflict):
        root.destroy("rec_1", bypass_governance=True)
    root.set_hold("rec_1", False)
    with pytest.raises(Conflict):
        root.destroy("rec_1")
    root.destroy("rec_1", bypass_governance=True)
    with pytest.raises(NotFound):
        root.head("rec_1")
    assert list(root.sweep(datetime.now(UTC) + timedelta(days=1))) == []


ATTEMPTS: dict[str, Callable[[Any, dict[str, str]], object]] = {
    "a delete marker": lambda client, at: client.delete_object(Bucket=at["Bucket"], Key=at["Key"]),
    "the version": lambda client, at: client.delete_object(**at),
    "the version, bypassing": lambda client, at: client.delete_object(**at, BypassGovernanceRetention=True),
    "a nearer date, bypassing": lambda client, at: client.put_object_retention(
        **at, Retention={"Mode": "GOVERNANCE", "RetainUntilDate": soon(60)}, BypassGovernanceRetention=True
    ),
    "the policy": lambda client, at: client.delete_bucket_policy(Bucket=at["Bucket"]),
    "the versions": lambda client, at: client.put_bucket_versioning(
        Bucket=at["Bucket"], VersioningConfiguration={"Status": "Suspended"}
    ),
    "the lifecycle": lambda client, at: client.put_bucket_lifecycle_configuration(
        Bucket=at["Bucket"],
        LifecycleConfiguration={
            "Rules": [{"ID": "x", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 1}}]
        },
    ),
    "the bucket": lambda client, at: client.delete_bucket(Bucket=at["Bucket"]),
}


def stored(settings: S3Settings, people: dict[str, Credential]) -> dict[str, str]:
    store = S3Store(settings)
    put(store, "kept", b"x")
    store.lock(["kept"], soon(3600), LockMode.GOVERNANCE)
    head = client_of(settings, people["writer"]).head_object(Bucket=settings.bucket, Key="kept")
    return {"Bucket": settings.bucket, "Key": "kept", "VersionId": head["VersionId"]}


@pytest.mark.parametrize("role", ["writer", "hold-manager"])
def test_neither_writer_nor_hold_manager_can_remove_or_weaken(
    settings: S3Settings, people: dict[str, Credential], role: str
) -> None:
    at = stored(settings, people)
    client = client_of(settings, people[role])
    for name, attempt in ATTEMPTS.items():
        with pytest.raises(ClientError) as refusal:
            attempt(client, at)
        assert code_of(refusal.value) in {"AccessDenied", "403"}, name
    assert S3Store(settings).lock_state(["kept"]).until is not None


@pytest.mark.parametrize("role", ["writer", "disposer"])
def test_only_the_hold_manager_touches_holds(settings: S3Settings, people: dict[str, Credential], role: str) -> None:
    at = stored(settings, people)
    S3Store(settings).hold(["kept"], True)
    for status in ("ON", "OFF"):
        with pytest.raises(ClientError) as refusal:
            client_of(settings, people[role]).put_object_legal_hold(**at, LegalHold={"Status": status})  # type: ignore[arg-type]
        assert code_of(refusal.value) == "AccessDenied"
    assert S3Store(settings).lock_state(["kept"]).held


def test_the_owner_cannot_bypass_while_the_policy_stands(settings: S3Settings, people: dict[str, Credential]) -> None:
    at = stored(settings, people)
    for name in ("the version", "the version, bypassing", "a nearer date, bypassing"):
        with pytest.raises(ClientError) as refusal:
            ATTEMPTS[name](client_of(settings, people["owner"]), at)
        assert code_of(refusal.value) == "AccessDenied", name


def test_a_process_without_the_disposers_key_cannot_destroy(settings: S3Settings) -> None:
    store = S3Store(replace(settings, disposer=None))
    put(store, "a", b"x")
    with pytest.raises((StoreUnavailable, Conflict)):
        store.destroy(["a"], bypass_governance=True)
    assert store.stat("a") is not None


def test_a_failed_deposit_needs_no_disposer_to_be_told(settings: S3Settings) -> None:
    """The net keeps the leftovers of a failed deposit for a day; they are hidden, and no version stands."""
    root = OcflStorageRoot(S3Store(settings))
    good = incoming("a.pdf", b"good")
    with pytest.raises(Exception, match="bytes_damaged"):
        put_version(root, "rec_1", 0, replace(good, sha512="0" * 128), incoming("b.pdf", b"b"))
    with pytest.raises(NotFound):
        root.head("rec_1")
    put_version(root, "rec_1", 0, incoming("a.pdf", b"good"))
    assert content_of(root, "rec_1", "a.pdf") == b"good"


def test_a_bucket_without_object_lock_is_refused(gateway: Gateway, people: dict[str, Credential]) -> None:
    plain = replace(gateway.settings("plain-bucket"), writer=people["writer"])
    client_of(plain, people["owner"]).create_bucket(Bucket=plain.bucket)
    with pytest.raises(StoreUnavailable):
        set_up_bucket(plain, people["owner"])


def test_setting_up_twice_changes_nothing(settings: S3Settings, people: dict[str, Credential]) -> None:
    client = client_of(settings, people["owner"])
    before = client.get_object_lock_configuration(Bucket=settings.bucket)["ObjectLockConfiguration"]
    set_up_bucket(settings, people["owner"], policy=POLICY.read_text().replace("BUCKET", settings.bucket))
    assert client.get_object_lock_configuration(Bucket=settings.bucket)["ObjectLockConfiguration"] == before
    assert before["Rule"]["DefaultRetention"] == {"Mode": "GOVERNANCE", "Days": 1}
