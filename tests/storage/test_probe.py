"""The probe believes a store that keeps its locks, and none that only says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

from archive_service.domain.errors import StoreUnavailable
from archive_service.storage.capabilities import Capability, Outcome, ProbeResult
from archive_service.storage.probe import probe, probe_client
from archive_service.storage.s3_client import S3Settings
from tests.servers import rclone
from tests.servers.fixtures import Gateway
from tests.servers.lying_client import Lie, LyingClient

NOTICED_BY = {
    Lie.FORGETS_LOCKS: Capability.LOCK_KEEPS,
    Lie.DELETES_LOCKED: Capability.LOCK_KEEPS,
    Lie.SHORTENS: Capability.LOCK_NOT_SHORTENED,
    Lie.BYPASSES_COMPLIANCE: Capability.COMPLIANCE_NOT_BYPASSED,
    Lie.FORGETS_HOLDS: Capability.HOLD_KEEPS,
    Lie.DELETES_HELD: Capability.HOLD_KEEPS,
    Lie.OVERWRITES_BODY: Capability.BODY_INTACT,
    Lie.SUSPENDS_VERSIONING: Capability.VERSIONING_STAYS,
    Lie.ONE_VERSION: Capability.VERSIONING,
    Lie.WRAPS_DATES: Capability.LONG_DATES,
    Lie.TAKES_WRONG_MD5: Capability.CONTENT_MD5,
    Lie.GOVERNANCE_IS_NOTHING: Capability.GOVERNANCE_KEEPS,
    Lie.KEEPS_DELETED: Capability.HOLD_LIFTS,
}


def probed(lie: Lie) -> ProbeResult:
    return probe_client(cast(Any, LyingClient(lie)), "fake", bucket="probe", sleep=lambda _: None)


def test_an_honest_store_may_hold_records() -> None:
    result = probed(Lie.NONE)
    assert result.missing_for_worm() == ()
    assert {finding.capability for finding in result.findings} == set(Capability)


@pytest.mark.parametrize("lie", [lie for lie in Lie if lie is not Lie.NONE])
def test_every_lie_is_noticed(lie: Lie) -> None:
    result = probed(lie)
    assert result.outcome(NOTICED_BY[lie]) is not Outcome.PROVEN
    assert NOTICED_BY[lie] in result.missing_for_worm()


def test_a_result_can_be_kept() -> None:
    result = probed(Lie.FORGETS_HOLDS)
    assert ProbeResult.from_json(result.as_json()) == result
    for damaged in ("", "[]", "{}", '{"endpoint": "x", "at": "x", "findings": []}'):
        with pytest.raises(ValueError, match=r".*"):
            ProbeResult.from_json(damaged)


@pytest.mark.needs_s3
def test_radosgw_may_hold_records_and_its_holes_are_known(gateway: Gateway) -> None:
    result = probe(gateway.settings())
    assert result.missing_for_worm() == ()
    assert {finding.capability for finding in result.findings if finding.outcome is not Outcome.PROVEN} == {
        Capability.LOCK_ON_MULTIPART,
        Capability.DATES_PAST_2106,
        Capability.CONDITIONAL_PUT,
    }


@pytest.mark.skipif(rclone.program() is None, reason="rclone is not installed")
def test_a_real_server_without_locks_is_refused(tmp_path: Path) -> None:
    with rclone.serving(tmp_path) as endpoint:
        result = probe(S3Settings(endpoint=endpoint, bucket="none", writer=rclone.CREDENTIAL))
    assert {Capability.VERSIONING, Capability.LOCK_KEEPS, Capability.HOLD_KEEPS} <= set(result.missing_for_worm())


def test_a_server_that_does_not_answer_proves_nothing() -> None:
    settings = S3Settings(endpoint="http://127.0.0.1:9", bucket="none", writer=rclone.CREDENTIAL, attempts=1)
    with pytest.raises(StoreUnavailable):
        probe(settings)
