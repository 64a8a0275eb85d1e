from __future__ import annotations

import hashlib
import io
import os
import tracemalloc
from contextlib import closing
from pathlib import Path

import pytest

from archive_service.domain.errors import BytesDamaged, StoreUnavailable
from archive_service.storage.gate import BLOCK_BYTES, Gate, checked_chunks


class CountingFile(io.FileIO):
    """A local file that counts how many bytes were read from it."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "rb")
        self.count = 0

    def read(self, size: int | None = -1, /) -> bytes:
        piece = super().read(size)
        self.count += len(piece or b"")
        return piece or b""


class Remote(io.BytesIO):
    """A stream that is no local file, as an S3 engine gives it; `copy` names what it reads."""

    copy = "version 1"


def digest(content: bytes) -> str:
    return hashlib.sha512(content).hexdigest()


LARGE = 9 * BLOCK_BYTES


@pytest.mark.parametrize("size", [0, 1, BLOCK_BYTES, LARGE - 1, LARGE, LARGE + 1])
def test_good_bytes_pass(tmp_path: Path, size: int) -> None:
    content = os.urandom(size)
    path = tmp_path / "f"
    path.write_bytes(content)
    with Gate().open(path.open("rb"), size=size, sha512=digest(content)) as stream:
        assert stream.read() == content
        assert stream.read() == b""
    with Gate().open(Remote(content), size=size, sha512=digest(content)) as stream:
        assert stream.read() == content


@pytest.mark.parametrize(("size", "position"), [(10, 0), (LARGE + 10, 0), (LARGE + 10, BLOCK_BYTES)])
@pytest.mark.parametrize("local", [True, False])
def test_a_flipped_byte_gives_no_byte_at_all(tmp_path: Path, size: int, position: int, local: bool) -> None:
    content = bytearray(os.urandom(size))
    promised = digest(bytes(content))
    content[position] ^= 1
    path = tmp_path / "f"
    path.write_bytes(content)
    stored = path.open("rb") if local else Remote(content)
    with pytest.raises(BytesDamaged), Gate().open(stored, size=len(content), sha512=promised):
        pytest.fail("nothing may be handed out")


@pytest.mark.parametrize("change", [-1, 1])
@pytest.mark.parametrize("size", [BLOCK_BYTES, LARGE])
def test_another_length_is_damage(tmp_path: Path, size: int, change: int) -> None:
    content = os.urandom(size)
    path = tmp_path / "f"
    path.write_bytes(content[:change] if change < 0 else content + b"x")
    with pytest.raises(BytesDamaged), Gate().open(path.open("rb"), size=len(content), sha512=digest(content)):
        pytest.fail("nothing may be handed out")


def test_a_byte_that_flips_after_the_check_is_not_read(tmp_path: Path) -> None:
    content = os.urandom(LARGE)
    path = tmp_path / "f"
    path.write_bytes(content)
    with Gate().open(path.open("rb"), size=len(content), sha512=digest(content)) as stream:
        assert stream.read(100) == content[:100]
        with path.open("r+b") as file:
            file.seek(2 * BLOCK_BYTES + 7)
            file.write(bytes([content[2 * BLOCK_BYTES + 7] ^ 1]))
        stream.seek(BLOCK_BYTES)
        assert stream.read(10) == content[BLOCK_BYTES : BLOCK_BYTES + 10]
        stream.seek(2 * BLOCK_BYTES)
        with pytest.raises(BytesDamaged):
            stream.read(1)


def test_a_second_range_of_a_large_file_costs_its_own_blocks(tmp_path: Path) -> None:
    content = os.urandom(LARGE)
    path = tmp_path / "f"
    path.write_bytes(content)
    gate = Gate()
    counts = []
    for _ in range(2):
        file = CountingFile(path)
        with gate.open(closing(file), size=len(content), sha512=digest(content)) as stream:
            stream.seek(5 * BLOCK_BYTES)
            assert stream.read(10) == content[5 * BLOCK_BYTES : 5 * BLOCK_BYTES + 10]
        counts.append(file.count)
    assert counts[0] >= len(content)
    assert counts[1] == BLOCK_BYTES


def test_a_large_file_that_changed_is_checked_whole_again(tmp_path: Path) -> None:
    content = os.urandom(LARGE)
    path = tmp_path / "f"
    path.write_bytes(content)
    gate = Gate()
    with gate.open(path.open("rb"), size=len(content), sha512=digest(content)):
        pass
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(BytesDamaged), gate.open(path.open("rb"), size=len(content), sha512=digest(content)):
        pytest.fail("nothing may be handed out")


def test_another_version_of_a_remote_file_is_checked_whole_again() -> None:
    content = os.urandom(LARGE)
    gate = Gate()
    with gate.open(Remote(content), size=len(content), sha512=digest(content)):
        pass
    changed = content[:-1] + bytes([content[-1] ^ 1])
    with gate.open(Remote(changed), size=len(content), sha512=digest(content)) as stream:
        stream.seek(-1, os.SEEK_END)
        with pytest.raises(BytesDamaged):
            stream.read(1)
    other = Remote(changed)
    other.copy = "version 2"
    with pytest.raises(BytesDamaged), gate.open(other, size=len(content), sha512=digest(content)):
        pytest.fail("nothing may be handed out")


def test_a_disk_that_cannot_read_is_unavailable() -> None:
    class Unreadable(Remote):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError(5, "input/output error")

    with pytest.raises(StoreUnavailable), Gate().open(Unreadable(b"abc"), size=3, sha512=digest(b"abc")):
        pytest.fail("nothing may be handed out")


@pytest.mark.parametrize("local", [True, False])
def test_reading_a_large_file_takes_little_memory(tmp_path: Path, local: bool) -> None:
    size = 64 * BLOCK_BYTES
    whole = hashlib.sha512()
    path = tmp_path / "f"
    with path.open("wb") as file:
        for number in range(64):
            block = bytes([number]) * BLOCK_BYTES
            file.write(block)
            whole.update(block)

    class RemoteFile(io.FileIO):
        def fileno(self) -> int:
            raise OSError

    stored = path.open("rb") if local else io.BufferedReader(RemoteFile(str(path)))
    tracemalloc.start()
    with Gate().open(stored, size=size, sha512=whole.hexdigest()) as stream:
        while stream.read(BLOCK_BYTES):
            pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16 * BLOCK_BYTES


def test_writing_stops_at_the_first_byte_too_many() -> None:
    class Endless(io.BytesIO):
        given = 0

        def read(self, size: int | None = -1, /) -> bytes:
            self.given += 1
            return b"x" * BLOCK_BYTES

    source = Endless()
    with pytest.raises(BytesDamaged):
        list(checked_chunks(source, size=10, sha512="0" * 128))
    assert source.given == 1
