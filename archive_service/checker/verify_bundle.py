#!/usr/bin/env python3
"""Kiểm tra một gói hồ sơ, hoặc cả kho lưu trữ, chỉ bằng Python: python3 verify_bundle.py [THƯ MỤC]

Checks an exported bundle, or a whole storage root, with nothing but Python 3.9 or newer: no server, no network, no
other package. Everything it does stands in this file. It answers with exit code 0 when all is whole, else 1.

How the log proves itself: each event stands on a line of its own as `DIGEST JSON`. DIGEST is SHA-256 over the JSON
as it stands there, and the JSON holds the number of the event and, as `previous`, the digest of the event before it.
So many events at a time are closed by a seal, written the same way, which holds the digest of its last event, the root
of the tree (RFC 9162, 2.1) over the digests of all its events, and the digest of the seal before it. The digest of the
last seal is printed on certificates and exports: who knows it knows all that came before.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

GENESIS = "0" * 64
EVENTS, SEALS, PROOFS = "events.txt", "seals.txt", "proofs.txt"
LOG_FOLDER = "data/nhat-ky"
# The member of the event of a taking out that names what was taken along of the log.
EXTRACT_FACT = "events_sha256"
# The end of an event: no member of a JSON text can look like it but the last ones, for quotation marks in strings are
# escaped. It spares reading the whole text, which takes twice as long as computing its digest.
_TEXT = rb'"(?:[^"\\]|\\.)*"'
_END_OF_EVENT = re.compile(
    rb'"number":(\d+),"outcome":' + _TEXT + rb',"previous":"([0-9a-f]{64})","subject":' + _TEXT + rb"\}$"
)
SEALED_OBJECT = "urn:cell-records:audit:"
PROBLEMS = {
    "changed": "bị sửa (was changed)",
    "missing": "bị xóa (is missing)",
    "moved": "bị đổi chỗ (was moved)",
    "inserted": "bị chèn thêm (was inserted)",
    "unlinked": "không nối với mục trước (does not follow the event before it)",
    "cut": "phần cuối bị cắt (the end was cut off)",
    "rewritten": "khác với dấu niêm (differs from what was sealed)",
    "unproven": "không có chứng minh (is not proven)",
    "unreadable": "không đọc được (cannot be read)",
}


@dataclass(frozen=True)
class Fault:
    """What is wrong: one of PROBLEMS, and where (the number of an event or seal, or a path)."""

    place: str
    problem: str

    def __str__(self) -> str:
        return f"{self.place}: {PROBLEMS.get(self.problem, self.problem)}"


@dataclass
class Chain:
    """A walk along the log in constant memory. Feed it lines in their order; the faults gather."""

    what: str = "mục nhật ký (event)"
    number: int = 0
    digest: str = GENESIS
    count: int = 0
    faults: list[Fault] = field(default_factory=list)
    gaps: list[tuple[int, int]] = field(default_factory=list)

    def feed(self, line: bytes) -> dict[str, Any] | None:
        """Take the next line; the JSON of a seal, or None where it cannot be read or is out of place."""
        self.count += 1
        told, body = line[:64].decode("ascii", "replace"), line[65:].rstrip(b"\n")
        quick = _END_OF_EVENT.match(body, max(body.rfind(b'"number":'), 0))
        try:
            event = {"number": quick[1], "previous": quick[2].decode()} if quick else json.loads(body)
            number, previous = int(event["number"]), event["previous"]
        except (ValueError, KeyError, TypeError):
            self._fault(self.number + 1, "unreadable")
            self.number, self.digest = self.number + 1, told
            return None
        if hashlib.sha256(body).hexdigest() != told:
            self._fault(number, "changed")
        if number <= self.number:
            self._out_of_place(number)
            return None
        if number > self.number + 1:
            self.gaps.append((self.number + 1, number - 1))
        elif previous != self.digest:
            self._fault(number, "unlinked")
        self.number, self.digest = number, told
        return dict(event)

    def _out_of_place(self, number: int) -> None:
        """It comes after a later one: from where a gap is it was moved, else it is there twice."""
        for place, (first, last) in enumerate(self.gaps):
            if first <= number <= last:
                rest = [(first, number - 1), (number + 1, last)]
                self.gaps[place : place + 1] = [(start, end) for start, end in rest if start <= end]
                self._fault(number, "moved")
                return
        self._fault(number, "inserted")

    def end(self, head: tuple[int, str] | None = None) -> list[Fault]:
        """All faults, when no line follows. `head` is the number and digest that the log is known to end in."""
        for first, last in self.gaps:
            self._fault(first, "missing", f"–{last}" if last > first else "")
        if head is not None and self.number < head[0]:
            self._fault(self.number + 1, "cut", f"–{head[0]}")
        elif head is not None and (self.number, self.digest) != head:
            self._fault(head[0], "rewritten")
        self.gaps = []
        return self.faults

    def _fault(self, number: int, problem: str, more: str = "") -> None:
        self.faults.append(Fault(f"{self.what} {number}{more}", problem))


# ---------------------------------------------------------------------------- the tree over the events of a seal


def _leaf(digest: str) -> bytes:
    return hashlib.sha256(b"\0" + bytes.fromhex(digest)).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def tree_levels(digests: Sequence[str]) -> list[list[bytes]]:
    """The tree from its leaves to its root: at each level pairs are joined, and what is left over goes up as it is."""
    levels = [[_leaf(digest) for digest in digests]]
    while len(levels[-1]) > 1:
        below = levels[-1]
        joined = [_node(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)]
        levels.append(joined + below[len(joined) * 2 :])
    return levels


def tree_root(digests: Sequence[str]) -> str:
    """The root over at least one digest, in hex."""
    return tree_levels(digests)[-1][0].hex()


def root_from(digest: str, index: int, size: int, path: Sequence[str]) -> str | None:
    """The root that this leaf and its path lead to; None for a path of the wrong length."""
    value, left = _leaf(digest), list(path)
    while size > 1:
        if index % 2 or index + 1 < size:
            if not left:
                return None
            beside = bytes.fromhex(left.pop(0))
            value = _node(beside, value) if index % 2 else _node(value, beside)
        index, size = index // 2, (size + 1) // 2
    return None if left else value.hex()


# ---------------------------------------------------------------------------- the log of a bundle


def read_seals(lines: Iterable[bytes]) -> tuple[list[dict[str, Any]], str, list[Fault]]:
    """All seals from the first one on, the digest of the last, and what is wrong with them."""
    chain, seals, end = Chain("dấu niêm (seal)"), [], 0
    for line in lines:
        seal = chain.feed(line)
        if seal is None:
            continue
        if seal.get("first") != end + 1:
            chain.faults.append(Fault(f"dấu niêm (seal) {seal['number']}", "unlinked"))
        end = int(seal.get("last", 0))
        seals.append(seal)
    return seals, chain.digest, chain.end()


def check_extract(folder: Path) -> tuple[list[Fault], str]:
    """The extract of the log in this folder: faults, and the digest of the last seal.

    Each event lies under one of the seals, and the last one, that of the taking out itself, says how many others were
    taken along and the digest over theirs: so what was left out afterwards is found, its proof gone with it or not.
    """
    try:
        with (folder / SEALS).open("rb") as lines:
            seals, head, faults = read_seals(lines)
        proofs: dict[int, tuple[int, list[str]]] = {}
        for line in (folder / PROOFS).read_text("ascii").splitlines():
            number, seal, *path = line.split(" ")
            proofs[int(number)] = (int(seal), path)
        with (folder / EVENTS).open("rb") as lines:
            faults += Extract({seal["number"]: seal for seal in seals}, proofs).check(lines)
    except (OSError, ValueError, KeyError, TypeError) as error:
        return [Fault(f"{folder}: {error}", "unreadable")], ""
    return faults, head


@dataclass
class Extract:
    """Some events of the log in their order, with the seals and the proofs they came with."""

    seals: dict[int, dict[str, Any]]
    proofs: dict[int, tuple[int, list[str]]]
    faults: list[Fault] = field(default_factory=list)
    proven: dict[int, str] = field(default_factory=dict)
    alone: list[int] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    end: int = 0
    last: dict[str, Any] = field(default_factory=dict)

    def check(self, lines: Iterable[bytes]) -> list[Fault]:
        """Every fault, named after what was done to the events."""
        for line in lines:
            self._take(line)
        for number in sorted(self.proofs.keys() - self.seen):
            self._fault(number, "cut" if number > self.end else "missing")
        self._compare(self.last.get("details", {}))
        return self.faults

    def _take(self, line: bytes) -> None:
        told, body = line[:64].decode("ascii", "replace"), line[65:].rstrip(b"\n")
        event = json.loads(body)
        number = int(event["number"])
        problem = "inserted" if number in self.seen else self._problem(number, told, body)
        if problem is None and number < self.end:
            problem = "moved"
        if problem is None:
            self.last = event
        else:
            self._fault(number, problem)
        self.seen.add(number)
        self.end = max(self.end, number)

    def _problem(self, number: int, told: str, body: bytes) -> str | None:
        if hashlib.sha256(body).hexdigest() != told:
            return "changed"
        if number not in self.proofs:
            self.alone.append(number)
            return None
        seal_number, path = self.proofs[number]
        seal = self.seals.get(seal_number)
        if seal is None or not seal["first"] <= number <= seal["last"]:
            return "unproven"
        size = seal["last"] - seal["first"] + 1
        if root_from(told, number - seal["first"], size, path) != seal["tree"]:
            return "rewritten"
        self.proven[number] = told
        return None

    def _compare(self, said: dict[str, Any]) -> None:
        """What is here against what the event of the taking out says there was; without a proof it says nothing."""
        own = int(self.last.get("number", 0))
        states = own in self.proven and EXTRACT_FACT in said
        others = [self.proven[number] for number in sorted(self.proven) if number != own]
        whole = states and extract_digest(others) == said[EXTRACT_FACT]
        if not states and own == max(self.proofs, default=0):
            self._fault(own + 1, "cut", "…")
        for number in self.alone:
            self._fault(number, "inserted" if whole else "unproven")
        if states and not whole and not self.faults:
            lacking = int(said["events"]) - len(others)
            self.faults.append(Fault(f"{lacking} mục nhật ký (events)", "missing" if lacking > 0 else "rewritten"))

    def _fault(self, number: int, problem: str, more: str = "") -> None:
        self.faults.append(Fault(f"{Chain.what} {number}{more}", problem))


def extract_digest(digests: Iterable[str]) -> str:
    """What the event of the taking out says of the events taken along: SHA-256 over their digests, a line each."""
    lines = hashlib.sha256()
    for digest in digests:
        lines.update(f"{digest}\n".encode())
    return lines.hexdigest()


# ---------------------------------------------------------------------------- the files of a bundle (BagIt, RFC 8493)


def check_bag(folder: Path) -> list[Fault]:
    """Every file of the bag is named in its lists, is there, and has its digest; nothing else is there."""
    faults: list[Fault] = []
    payload = _listed(folder / "manifest-sha512.txt", faults)
    tags = _listed(folder / "tagmanifest-sha512.txt", faults)
    for name, digest in {**payload, **tags}.items():
        path = folder / name
        if not _inside(folder, path) or not path.is_file():
            faults.append(Fault(name, "missing"))
        elif _sha512(path) != digest:
            faults.append(Fault(name, "changed"))
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    there -= {*payload, *tags, "tagmanifest-sha512.txt"}
    return faults + [Fault(name, "inserted") for name in sorted(there)]


def _listed(path: Path, faults: list[Fault]) -> dict[str, str]:
    try:
        rows = [line.split(None, 1) for line in path.read_text("utf-8").split("\n") if line.strip()]
        return {re.sub("%(0A|0D|25)", lambda code: unquote(code[0]), name.lstrip("*")): digest for digest, name in rows}
    except (OSError, ValueError):
        faults.append(Fault(path.name, "unreadable"))
        return {}


def _inside(folder: Path, path: Path) -> bool:
    return folder.resolve() in path.resolve().parents


def _sha512(path: Path) -> str:
    digest = hashlib.sha512()
    with path.open("rb") as content:
        while block := content.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


# ---------------------------------------------------------------------------- the log of a whole storage root


def check_log(segments: Iterable[tuple[bytes, Iterable[bytes]]]) -> tuple[list[Fault], str, int]:
    """Sealed parts of the log as (seal line, event lines), in their order: faults, last seal, number of events."""
    chain, sealing, end = Chain(), Chain("dấu niêm (seal)"), 0
    for line, events in segments:
        seal = sealing.feed(line)
        digests = []
        for event in events:
            chain.feed(event)
            digests.append(event[:64].decode("ascii", "replace"))
        if seal is None:
            continue
        fits = (seal.get("first"), seal.get("last"), seal.get("head")) == (end + 1, chain.number, chain.digest)
        if not fits or not digests or not _has_root(digests, seal.get("tree")):
            sealing.faults.append(Fault(f"dấu niêm (seal) {seal['number']}", "rewritten"))
        end = chain.number
    return [*chain.end(), *sealing.end()], sealing.digest, chain.count


def _has_root(digests: Sequence[str], root: object) -> bool:
    try:
        return tree_root(digests) == root
    except ValueError:
        return False


def segments_of(root: Path, faults: list[Fault]) -> Iterator[tuple[bytes, list[bytes]]]:
    """The sealed parts of the log that lie in an OCFL storage root on a disk."""
    found: dict[str, Path] = {}
    for path in root.rglob("inventory.json"):
        if re.fullmatch(r"v\d+", path.parent.name) is None and SEALED_OBJECT.encode() in path.read_bytes():
            found[json.loads(path.read_bytes())["id"]] = path.parent
    for object_id in sorted(found):
        inventory = json.loads((found[object_id] / "inventory.json").read_bytes())
        state = inventory["versions"][inventory["head"]]["state"]
        contents = {}
        for digest, names in state.items():
            path = found[object_id] / inventory["manifest"][digest][0]
            if not path.is_file() or _sha512(path) != digest:
                faults.append(Fault(str(path), "changed" if path.is_file() else "missing"))
            contents.update(dict.fromkeys(names, path.read_bytes() if path.is_file() else b""))
        seal = contents["metadata.json"].rstrip(b"\n")
        yield hashlib.sha256(seal).hexdigest().encode() + b" " + seal, contents[EVENTS].splitlines(keepends=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Check what lies in the folder and say so."""
    parser = argparse.ArgumentParser(description="Kiểm tra gói hồ sơ hoặc kho lưu trữ (checks a bundle or a store)")
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).resolve().parent)
    parser.add_argument("--head", help="mã niêm in trên biên bản (the digest printed on a certificate)")
    asked = parser.parse_args(arguments)
    faults: list[Fault] = []
    if (asked.folder / "bagit.txt").is_file():
        faults = check_bag(asked.folder)
        if (asked.folder / LOG_FOLDER).is_dir():
            found, head = check_extract(asked.folder / LOG_FOLDER)
            faults += found
        else:
            head = ""
    else:
        found, head, count = check_log(segments_of(asked.folder, faults))
        faults += found
        print(f"{count} mục nhật ký (events)")
    if asked.head and asked.head.lower() != head:
        faults.append(Fault("mã niêm (head)", "rewritten"))
    for fault in faults:
        print(f"✗ {fault}")
    print(f"Mã niêm cuối (last seal): {head or '–'}")
    print("KHÔNG NGUYÊN VẸN (NOT WHOLE)" if faults else "✓ Nguyên vẹn (whole)")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
