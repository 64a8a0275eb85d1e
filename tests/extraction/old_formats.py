"""Files of older formats, made byte by byte for the tests: no program writes them any more."""

from __future__ import annotations

import struct

_SECTOR, _END, _FREE, _FAT = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def ole_container(streams: dict[str, bytes]) -> bytes:
    """A compound file ([MS-CFB]) with these streams; each is padded so that none needs the small-sector table."""
    chains, sectors = [], b""
    for content in streams.values():
        padded = content.ljust(max(4096, -(-len(content) // _SECTOR) * _SECTOR), b"\0")
        chains.append((len(sectors) // _SECTOR, len(padded)))
        sectors += padded
    entries = [_entry("Root Entry", 5, _END, 0, child=1 if streams else -1)]
    for index, (name, (start, size)) in enumerate(zip(streams, chains, strict=True), start=1):
        entries.append(_entry(name, 2, start, size, right=index + 1 if index < len(streams) else -1))
    directory_start = len(sectors) // _SECTOR
    directory = b"".join(entries)
    directory = directory.ljust(-(-len(directory) // _SECTOR) * _SECTOR, b"\0")
    sectors += directory
    used = len(sectors) // _SECTOR
    fat_count = -(-(used + 4) // 128)
    table: list[int] = []
    for start, size in [*chains, (directory_start, len(directory))]:
        count = size // _SECTOR
        table += [start + i + 1 for i in range(count - 1)] + [_END]
    table += [_FAT] * fat_count
    table += [_FREE] * (fat_count * 128 - len(table))
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, fat_count,
        directory_start, 0, 4096, _END, 0, _END, 0, used,
    )  # fmt: skip
    difat = [used + i for i in range(1, fat_count)] + [_FREE] * (109 - fat_count)
    return header + struct.pack("<108I", *difat) + sectors + struct.pack(f"<{len(table)}I", *table)


def _entry(name: str, kind: int, start: int, size: int, right: int = -1, child: int = -1) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBBiii16xIQQIQ", encoded, len(encoded), kind, 1, -1, right, child, 0, 0, 0, start, size)


def word_97(body: str, *, headers: str = "", boxes: str = "", compressed: bool = False, flags: int = 0) -> bytes:
    """A .doc whose body, headers and text boxes hold this text, in two bytes a character or in cp1252."""
    text = body + headers + boxes
    data = text.encode("cp1252") if compressed else text.encode("utf-16-le")
    place = 0x600
    fib = bytearray(place)
    struct.pack_into("<HH", fib, 0, 0xA5EC, 0x00C1)
    struct.pack_into("<H", fib, 0x0A, flags)
    struct.pack_into("<8I", fib, 0x4C, len(body), 0, len(headers), 0, 0, 0, len(boxes), 0)
    where = (place * 2) | 1 << 30 if compressed else place
    pieces = struct.pack("<II", 0, len(text)) + struct.pack("<HIH", 0, where, 0)
    table = b"\x01\x02\x00xx" + b"\x02" + struct.pack("<I", len(pieces)) + pieces
    struct.pack_into("<II", fib, 0x1A2, 0, len(table))
    return ole_container({"WordDocument": bytes(fib) + data, "0Table": table})


def powerpoint_97(*slides: str) -> bytes:
    """A .ppt with an outline of these slides."""

    def record(kind: int, content: bytes, container: bool = False) -> bytes:
        return struct.pack("<HHI", 0xF if container else 0, kind, len(content)) + content

    outline = b"".join(record(0x03F3, b"\0" * 20) + record(0x0FA0, slide.encode("utf-16-le")) for slide in slides)
    document = record(0x03E8, record(0x0FF0, outline, container=True), container=True)
    return ole_container({"PowerPoint Document": document})


def outlook(properties: dict[str, str]) -> bytes:
    """A .msg with these text properties (by their four-digit names)."""
    return ole_container({f"__substg1.0_{name}001F": value.encode("utf-16-le") for name, value in properties.items()})


def excel_95(*cells: str) -> bytes:
    """A .xls of one sheet with these texts below each other, in the records of BIFF5 ([MS-XLS] keeps them)."""

    def record(kind: int, content: bytes = b"") -> bytes:
        return struct.pack("<HH", kind, len(content)) + content

    def opening(kind: int) -> bytes:
        return record(0x0809, struct.pack("<HHHH", 0x0500, kind, 0, 0))

    name = b"Danh sach"
    code_page, end = record(0x0042, struct.pack("<H", 1252)), record(0x000A)
    place = len(opening(5)) + len(code_page) + 4 + 7 + len(name) + len(end)
    sheet_of = record(0x0085, struct.pack("<IBBB", place, 0, 0, len(name)) + name)
    labels = b"".join(
        record(0x0204, struct.pack("<HHHH", row, 0, 0, len(text)) + text.encode("cp1252"))
        for row, text in enumerate(cells)
    )
    return ole_container({"Book": opening(5) + code_page + sheet_of + end + opening(0x10) + labels + end})
