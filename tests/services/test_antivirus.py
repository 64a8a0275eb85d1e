"""The door and the antivirus scanner: found, clean, too large, gone; a real clamd with a signature of our own."""

from __future__ import annotations

import io
import socket
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from archive_service.clamav import ClamdScanner
from archive_service.domain.access import Actor
from archive_service.domain.errors import Infected, ScannerUnavailable
from archive_service.services.deposit import DepositService
from tests.api.house import House
from tests.servers.clamd import EICAR, SIGNATURE, Clamd, missing
from tests.services.papers_in import hand_in
from tests.services.test_formats_through import package_of

needs_clamd = pytest.mark.skipif(missing(), reason="clamav-daemon is not installed")


@pytest.fixture(scope="module")
def clamd() -> Iterator[Clamd]:
    with tempfile.TemporaryDirectory(prefix="clamd-") as folder:
        daemon = Clamd(Path(folder))
        daemon.start()
        yield daemon
        daemon.stop()


@pytest.fixture
def secretary(house: House) -> Actor:
    return house.archive.accounts.actor_with_token(house.tokens["secretary_a"], "cli")


def guarded(house: House, address: str, *, required: bool = True) -> DepositService:
    deposit = house.archive.deposit
    scanner = ClamdScanner(address, seconds=5.0)
    return replace(deposit, admission=replace(deposit.admission, scanner=scanner, scan_required=required))


def last_trace(house: House) -> tuple[str, dict[str, object]]:
    with house.archive.audit.catalog.read() as tx:
        entry = tx.audit.page(limit=1)[0].entry
    return entry.outcome, dict(entry.details)


@needs_clamd
class TestRealDaemon:
    def test_what_is_found_is_refused_and_nothing_stays(self, house: House, secretary: Actor, clamd: Clamd) -> None:
        store, spool = house.settings.data_dir / "store" / "objects", house.settings.data_dir / "spool"
        before = set(store.rglob("*"))
        with pytest.raises(Infected) as refused:
            hand_in(guarded(house, clamd.address), secretary, ("bao cao.txt", EICAR))
        assert str(refused.value.facts["name"]).startswith(SIGNATURE)
        assert set(store.rglob("*")) == before
        assert [path for path in spool.rglob("*") if path.is_file()] == []
        assert last_trace(house) == ("refused", {"code": "infected"})

    def test_it_is_found_inside_a_package_and_the_rest_is_kept(
        self, house: House, secretary: Actor, clamd: Clamd
    ) -> None:
        from archive_service.services.batch import deposit_package
        from archive_service.services.describing import DescribedFields

        service = guarded(house, clamd.address)
        with service.open_spool() as spool:
            content = package_of({"sach.txt": b"tep sach trong goi quet", "ban.txt": EICAR})
            package = spool.take("a.zip", io.BytesIO(content))
            outcomes = list(deposit_package(service, secretary, package, DescribedFields({"unit": "CB-A"})))
        assert [(each.status, each.error.code if each.error else None) for each in outcomes] == [
            ("created", None),
            ("refused", "infected"),
        ]

    def test_a_clean_file_is_kept_and_the_trace_says_it_was_scanned(
        self, house: House, secretary: Actor, clamd: Clamd
    ) -> None:
        assert hand_in(guarded(house, clamd.address), secretary, ("a.txt", b"tep sach da quet")).created
        assert last_trace(house)[1]["scan"] == "clean"

    def test_what_is_past_the_limit_of_the_daemon_was_not_scanned(
        self, house: House, secretary: Actor, clamd: Clamd
    ) -> None:
        long = b"chi bo hop\n" * 400_000
        with pytest.raises(ScannerUnavailable):
            hand_in(guarded(house, clamd.address), secretary, ("dai.txt", long))
        receipt = hand_in(guarded(house, clamd.address, required=False), secretary, ("dai.txt", long))
        assert receipt.created
        assert str(last_trace(house)[1]["scan"]).startswith("not scanned")

    def test_it_answers(self, clamd: Clamd) -> None:
        assert ClamdScanner(clamd.address).answers()


def test_without_the_daemon_nothing_is_taken_unless_the_setting_says_so(
    house: House, secretary: Actor, tmp_path: Path
) -> None:
    address = f"unix:{tmp_path / 'nobody'}"
    assert not ClamdScanner(address).answers()
    with pytest.raises(ScannerUnavailable):
        hand_in(guarded(house, address), secretary, ("a.txt", b"khong ai quet"))
    assert hand_in(guarded(house, address, required=False), secretary, ("a.txt", b"khong ai quet")).created
    assert last_trace(house)[1]["scan"] == "not scanned: unreachable"


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (b"stream: Something ERROR\0", "refused"),
        (b"INSTREAM size limit exceeded. ERROR\0", "too_large"),
        (b"", "refused"),
    ],
)
def test_another_answer_is_no_clean_file(answer: bytes, cause: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def speak() -> None:
            connection, _ = server.accept()
            with connection:
                received = b""
                while not received.endswith(b"\0\0\0\0"):
                    received += connection.recv(65_536)
                connection.sendall(answer)

        speaking = threading.Thread(target=speak)
        speaking.start()
        with pytest.raises(ScannerUnavailable) as failed:
            ClamdScanner(f"tcp:127.0.0.1:{server.getsockname()[1]}", 5).infected_with(io.BytesIO(b"x"))
        speaking.join()
    assert failed.value.facts == {"cause": cause}


@pytest.mark.parametrize("address", ["", "unix:", "tcp:here", "tcp::3310", "/run/clamd"])
def test_an_address_that_is_none(address: str) -> None:
    with pytest.raises(ValueError, match="unix"):
        ClamdScanner(address)
