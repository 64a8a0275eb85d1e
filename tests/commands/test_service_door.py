"""The service on its socket: what neither a test client nor a proxy would send."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.conftest import closed_staff
from tests.api.house import House, copy_of
from tests.servers.service import Service, running_service

__all__ = ["closed_staff"]
_SECONDS = 60


@pytest.fixture(scope="module")
def served(closed_staff: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, Path]]:
    """A service of one process with two threads, which waits for silent clients a second; and its data."""
    house = copy_of(closed_staff, tmp_path_factory.mktemp("served"))
    house.archive.close()
    few = {"SERVER_PROCESSES": "1", "SERVER_THREADS": "2", "SERVER_SILENCE_SECONDS": "1"}
    with running_service(house.settings.data_dir, **few) as running:
        yield running, house.settings.data_dir


def send(service: Service, *lines: str, body: bytes = b"") -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", service.port), timeout=_SECONDS)
    connection.sendall("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
    return connection


def answer(connection: socket.socket) -> str:
    """All that comes until the service hangs up."""
    told = b""
    with connection:
        try:
            while piece := connection.recv(1 << 16):
                told += piece
        except ConnectionResetError:
            pass  # it hung up while we were still speaking
    return told.decode("latin-1")


def ask(service: Service, *lines: str) -> str:
    return answer(send(service, *lines, "Host: archive.example", "Connection: close"))


def test_clients_that_fall_silent_do_not_keep_others_out(served: tuple[Service, Path]) -> None:
    """Twice as many as there are threads begin a request and say no more."""
    service, _ = served
    head = ("POST /sign-in HTTP/1.1", "Host: archive.example", "Content-Type: application/x-www-form-urlencoded")
    silent = [send(service, *head, "Content-Length: 1000", body=b"login=") for _ in range(4)]
    assert '"status":"alive"' in ask(service, "GET /healthz HTTP/1.1")
    for connection in silent:
        answer(connection)


def test_a_stranger_hands_no_file_in(served: tuple[Service, Path]) -> None:
    """The answer comes before the gigabyte, and nothing of it was kept."""
    service, data = served
    part = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n' + b"x" * 200_000
    for size in ("Content-Length: 1000000000", "Transfer-Encoding: chunked"):
        body = part if "Length" in size else b"%x\r\n%s\r\n0\r\n\r\n" % (len(part), part)
        told = answer(
            send(
                service, "POST /deposit HTTP/1.1", "Host: archive.example", "Connection: close",
                "Content-Type: multipart/form-data; boundary=b", size, body=body,
            )
        )  # fmt: skip
        assert told.startswith("HTTP/1.1 401"), told[:200]
    assert list((data / "spool").glob("**/*")) == []


def test_who_is_no_longer_signed_in_hears_it_after_an_upload(served: tuple[Service, Path]) -> None:
    """A browser that sends everything before it listens."""
    part = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n' + b"x" * 5_000_000
    head = ("POST /deposit HTTP/1.1", "Host: archive.example", "Connection: close")
    kind = "Content-Type: multipart/form-data; boundary=b"
    body = part + b"\r\n--b--\r\n"
    told = answer(send(served[0], *head, kind, f"Content-Length: {len(body)}", body=body))
    assert told.startswith("HTTP/1.1 401")


@pytest.mark.parametrize(
    "header", ["SCRIPT_NAME: /healthz", "PATH_INFO: /metrics", "Path-Info: /metrics", "X-Forwarded-Prefix: /x"]
)
def test_no_header_changes_the_address_that_was_asked_for(served: tuple[Service, Path], header: str) -> None:
    """A proxy that keeps an address to itself is not gone around."""
    told = ask(served[0], "GET /healthz HTTP/1.1", header)
    assert '"status":"alive"' in told


def test_without_a_proxy_nobody_says_that_it_was_https_or_another_host(served: tuple[Service, Path]) -> None:
    told = ask(
        served[0], "GET /language/en HTTP/1.1", "X-Forwarded-Proto: https", "X-Forwarded-Host: other.example",
        "X-Forwarded-For: 192.0.2.1", "Forwarded: proto=https;host=other.example",
    )  # fmt: skip
    assert "language=en" in told
    assert "Secure" not in told
    assert "other.example" not in told


@pytest.mark.parametrize(
    "lines",
    [
        ("POST /sign-in HTTP/1.1", "Content-Length: 4", "Transfer-Encoding: chunked"),
        ("POST /sign-in HTTP/1.1", "Content-Length: 4", "Content-Length: 5"),
        ("POST /sign-in HTTP/1.1", "Content-Length: -4"),
        ("GET /" + "a" * 9000 + " HTTP/1.1",),
        ("GET / HTTP/1.1", "X-Long: " + "a" * 70_000),
        ("GET / HTTP/1.1", *(f"X-{number}: a" for number in range(300))),
        ("PRI * HTTP/2.0",),
        ("PROXY TCP4 192.0.2.1 192.0.2.2 1 2", "GET / HTTP/1.1"),
    ],
    ids=lambda lines: lines[-1][:30],
)
def test_what_can_be_read_in_two_ways_or_is_without_measure_is_refused(
    served: tuple[Service, Path], lines: tuple[str, ...]
) -> None:
    told = ask(served[0], *lines)
    assert told.startswith("HTTP/1.1 4"), told[:100]
    assert "Traceback" not in told
    assert "gunicorn/" not in told
