"""The whole archive with its records in a real bucket: prepared, proven, filled, copied, and taken away."""

from __future__ import annotations

import io
import json
import uuid
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive_service.app import create_app
from archive_service.bootstrap import local_operator, open_archive
from archive_service.domain.access import Role
from archive_service.domain.errors import Conflict, StoreCannotLock
from archive_service.ports import LockMode
from archive_service.services.record_json import RECORD_PREFIX
from archive_service.settings import load_settings
from archive_service.stores import open_store
from cli import cli
from tests.api.house import UNITS
from tests.servers import rclone
from tests.servers.fixtures import Gateway, gateway
from tests.storage.ocfl_validator import problems_of

__all__ = ["gateway"]

pytestmark = pytest.mark.needs_s3


def environment(folder: Path, gateway: Gateway, **more: str) -> dict[str, str]:
    """Settings of an archive whose bucket belongs to the test."""
    settings = gateway.settings()
    return {
        "ARCHIVE_DATA_DIR": str(folder / "data"),
        "ARCHIVE_EXTRACTION_CHILDREN": "1",
        "ARCHIVE_STORE_KIND": "s3",
        "ARCHIVE_S3_ENDPOINT": settings.endpoint,
        "ARCHIVE_S3_BUCKET": f"records-{uuid.uuid4().hex[:12]}",
        "ARCHIVE_S3_CA_FILE": str(settings.ca_file),
        "ARCHIVE_S3_WRITER_ACCESS_KEY": settings.writer.access_key,
        "ARCHIVE_S3_WRITER_SECRET_KEY": settings.writer.secret_key,
        "ARCHIVE_S3_OWNER_ACCESS_KEY": settings.writer.access_key,
        "ARCHIVE_S3_OWNER_SECRET_KEY": settings.writer.secret_key,
        "LANG": "en",
        **more,
    }


def run(settings: dict[str, str], *words: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words], env=settings)


def test_a_bucket_holds_the_archive(tmp_path: Path, gateway: Gateway) -> None:
    settings = environment(tmp_path, gateway)
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    paper = tmp_path / "nghị quyết.txt"
    paper.write_text("Nghị quyết trồng cây gây rừng của chi bộ", encoding="utf-8")

    assert run(settings, "store", "prepare").exit_code == 0
    probed = run(settings, "store", "probe")
    assert probed.exit_code == 0, probed.output
    assert run(settings, "init", "--units", tmp_path / "units.csv").exit_code == 0
    receipt = json.loads(run(settings, "deposit", paper, "--unit", "CB-A", "--json").stdout)
    assert receipt["status"] == "created"
    assert run(settings, "worker", "--once").exit_code == 0
    assert json.loads(run(settings, "search", "trong cay", "--json").stdout)["total"] == 1
    assert run(settings, "get", receipt["id"], "-o", tmp_path / "back.txt").exit_code == 0
    assert (tmp_path / "back.txt").read_bytes() == paper.read_bytes()

    checks = {
        check["name"]: check
        for check in (json.loads(line) for line in run(settings, "doctor", "--json").stdout.splitlines())
    }
    assert checks["store: lock_keeps"]["detail"].startswith("proven on ")
    assert checks["store: lock_on_multipart"]["state"] == "ok"
    assert "only" in checks["store: lock_on_multipart"]["detail"]

    copied = run(settings, "store", "copy", f"s3://{settings['ARCHIVE_S3_BUCKET']}", tmp_path / "copy")
    assert copied.exit_code == 0, copied.output
    assert problems_of(tmp_path / "copy" / "objects") == []
    again = run(settings, "store", "copy", f"s3://{settings['ARCHIVE_S3_BUCKET']}", tmp_path / "copy")
    assert again.output.startswith("0 keys copied")


def test_what_is_kept_is_locked_and_stays(tmp_path: Path, gateway: Gateway) -> None:
    settings = environment(tmp_path, gateway)
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    paper = tmp_path / "biên bản.txt"
    paper.write_text("Biên bản sinh hoạt chi bộ tháng ba", encoding="utf-8")
    assert run(settings, "store", "prepare").exit_code == 0
    assert run(settings, "init", "--units", tmp_path / "units.csv").exit_code == 0
    receipt = json.loads(run(settings, "deposit", paper, "--unit", "CB-A", "--json").stdout)
    loaded = load_settings(settings)
    archive = open_archive(loaded)
    try:
        object_id = RECORD_PREFIX + receipt["id"]
        state = archive.custody.storage.lock_state(object_id)
        assert state.mode is LockMode.GOVERNANCE
        assert state.until is not None
        with pytest.raises(Conflict):
            archive.custody.storage.destroy(object_id)
        assert archive.protecting.follow().locked == 0
        archive.custody.storage.destroy(object_id, bypass_governance=True)
        assert [key for key in open_store(loaded).keys("") if receipt["id"] in key.key] == []
        assert archive.custody.reconcile(local_operator(archive)).missing_from_store == (receipt["id"],)
    finally:
        archive.close()


def test_a_server_that_stops_within_a_batch(tmp_path: Path, gateway: Gateway) -> None:
    """Both doors say so, nothing acknowledged is lost, the batch run again completes, and nothing is left over."""
    settings = environment(tmp_path, gateway)
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    papers = tmp_path / "papers"
    papers.mkdir()
    for number in range(3):
        (papers / f"{number}.txt").write_text(f"Nghị quyết số {number} của chi bộ", encoding="utf-8")
    assert run(settings, "store", "prepare").exit_code == 0
    assert run(settings, "init", "--units", tmp_path / "units.csv").exit_code == 0
    assert run(settings, "deposit", papers, "--unit", "CB-A", "--json").exit_code == 0
    for number in range(3, 6):
        (papers / f"{number}.txt").write_text(f"Nghị quyết số {number} của chi bộ", encoding="utf-8")

    loaded = load_settings({**settings, "ARCHIVE_SERVER_SECURE_COOKIES": "false"})
    archive = open_archive(loaded)
    operator = local_operator(archive)
    archive.accounts.create(operator, "vanthu", "", "một câu thật dài", [(Role.ARCHIVIST, "CB-A")])
    secret = archive.accounts.issue_token(operator, "vanthu", "thử")[1]
    gateway.server.stop(("client.rgw",))
    try:
        away = run(settings, "deposit", papers, "--unit", "CB-A", "--json")
        assert away.exit_code == 5, away.output
        receipts = [json.loads(line) for line in away.stdout.splitlines()]
        assert [receipt["status"] for receipt in receipts] == ["exists"] * 3 + ["failed"] * 3
        answer = (
            create_app(archive, loaded)
            .test_client()
            .post(
                "/api/v1/records",
                data={"unit": "CB-A", "file": (io.BytesIO("qua cửa REST".encode()), "rest.txt")},
                headers={"Authorization": f"Bearer {secret}"},
            )
        )
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert answer.get_json()["code"] == "store_unavailable"
    finally:
        archive.close()
        gateway.server.start_gateway()

    again = run(settings, "deposit", papers, "--unit", "CB-A", "--json")
    assert again.exit_code == 0, again.output
    statuses = [json.loads(line)["status"] for line in again.stdout.splitlines()]
    assert statuses == ["exists"] * 3 + ["created"] * 3
    assert run(settings, "worker", "--once").exit_code == 0
    result = json.loads(run(settings, "reconcile", "--json").stdout)
    assert result["records"] == 6
    assert all(
        result[what] == [] for what in ("adopted", "missing_from_store", "missing_from_index", "orphans_in_index")
    )


@pytest.mark.skipif(rclone.program() is None, reason="rclone is not installed")
def test_a_store_that_keeps_no_locks_is_refused_by_name(tmp_path: Path, gateway: Gateway) -> None:
    with rclone.serving(tmp_path) as endpoint:
        settings = environment(tmp_path, gateway, ARCHIVE_S3_ENDPOINT=endpoint, ARCHIVE_S3_CA_FILE="")
        refused = run(settings, "doctor")
        assert refused.exit_code == 5, refused.output
        assert "store_cannot_lock" in refused.output
        assert "lock_keeps" in refused.output
        with pytest.raises(StoreCannotLock):
            open_archive(load_settings(settings))


def test_a_server_that_is_away_is_exit_5(tmp_path: Path, gateway: Gateway) -> None:
    settings = environment(tmp_path, gateway, ARCHIVE_S3_ENDPOINT="https://127.0.0.1:9")
    away = run(settings, "search", "x")
    assert away.exit_code == 5, away.output
    assert "store_unavailable" in away.output
