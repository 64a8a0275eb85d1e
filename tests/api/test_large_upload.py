"""A file much larger than the memory of the service goes in and comes out, byte for byte."""

from __future__ import annotations

import hashlib
import http.client
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.house import House
from tests.servers.service import Service, running_service

SIZE = 1 << 30
MEMORY_LIMIT = 300 << 20
BOUNDARY = "a-boundary-of-the-test"
_BLOCK = hashlib.sha512(b"filling").digest() * 16_384


def large_pdf(size: int) -> Iterator[bytes]:
    """A PDF of one page with an unused stream of `size` bytes in it, piece by piece."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    ]
    head, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(head))
        head += b"%d 0 obj%s endobj\n" % (number, body)
    offsets.append(len(head))
    yield head + b"4 0 obj<</Length %d>>stream\n" % size
    written = len(head) + len(b"4 0 obj<</Length %d>>stream\n" % size) + size
    for _ in range(size // len(_BLOCK)):
        yield _BLOCK
    tail = b"\nendstream endobj\n"
    rows = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    table = b"xref\n0 5\n0000000000 65535 f \n" + rows
    yield tail + table + b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (written + len(tail))


@pytest.fixture
def served(own_house: House) -> Iterator[Service]:
    own_house.archive.close()
    with running_service(own_house.settings.data_dir) as running:
        yield running


def _peak_of_service(pid: int) -> int:
    """The most memory that any process of the service ever had resident, the reading children apart."""
    peaks = []
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    for process in (str(pid), *children):
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
        peaks.append(int(status.split("VmHWM:")[1].split()[0]) << 10)
    return max(peaks)


@pytest.mark.slow
def test_a_gibibyte_passes_through_little_memory(own_house: House, served: Service) -> None:
    port, pid = served.port, served.pid
    sent = hashlib.sha512()
    size = sum(len(piece) for piece in large_pdf(SIZE))

    def form() -> Iterator[bytes]:
        yield opening
        for piece in large_pdf(SIZE):
            sent.update(piece)
            yield piece
        yield closing

    opening = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="unit"\r\n\r\nCB-A\r\n'
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="large.pdf"\r\n\r\n'
    ).encode()
    closing = f"\r\n--{BOUNDARY}--\r\n".encode()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=200)
    token = {"Authorization": f"Bearer {own_house.tokens['archivist']}"}
    headers = {
        **token,
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        "Content-Length": str(len(opening) + size + len(closing)),
    }
    connection.request("POST", "/api/v1/records", form(), headers)
    answer = connection.getresponse()
    record = json.loads(answer.read())
    assert answer.status == 201, record
    assert record["files"][0]["sha512"] == sent.hexdigest()

    connection.request("GET", f"/api/v1/records/{record['id']}/files/large.pdf", headers=token)
    fetched, received = connection.getresponse(), hashlib.sha512()
    while piece := fetched.read(1 << 20):
        received.update(piece)
    connection.close()
    assert received.hexdigest() == sent.hexdigest()
    assert _peak_of_service(pid) < MEMORY_LIMIT
