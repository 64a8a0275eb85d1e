"""Measure the header reader on scans whose number, date, title, issuer and type an operator typed.

    python benchmarks/headers.py DIR [--cache FOLDER] [--each] [--workers N]

DIR holds `index.csv` with path, so_hieu, ngay, trich_yeu, co_quan, loai. The first and the last page of each scan
are recognised (kept in --cache for the next time), the header is read once with and once without the name of the
file. For each field: how often the reader states it, how often with high confidence, and how much of that is right.
The typed date can be the day of arrival: a date counts as right up to 31 days before it. A typed title is often
shortened: one counts as right when it shares most of its words. Exit code 1 when less than 98 % of the sure values
are right.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from indexer.extraction.sandbox import SandboxExtractor
from indexer.extraction.scan import pages_wanting_recognition, recognise_pages, recognised_pages, with_recognised
from indexer.model import PageText
from indexer.text.header import Header, read_header
from indexer.text.header_types import PRINTED_TYPES
from indexer.text.normalise import fold

TARGET = 0.98
_ARRIVAL_DAYS = 31
_SHARED_WORDS = 0.6
_STORED_PREFIX = re.compile(r"^[0-9a-f]{8}-")


@dataclass
class Tally:
    """How a field did: papers that have it, values stated, stated as sure, right of each, and what went wrong."""

    papers: int = 0
    stated: int = 0
    right: int = 0
    sure: int = 0
    sure_right: int = 0
    wrong: list[str] = field(default_factory=list)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cache", type=Path, default=Path("/tmp/header-benchmark"))
    parser.add_argument("--each", action="store_true", help="print every sure value that is wrong")
    parser.add_argument("--workers", type=int, default=1)
    arguments = parser.parse_args()
    with (arguments.folder / "index.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["so_hieu"] and row["path"].lower().endswith(".pdf")]
    with SandboxExtractor(workers=arguments.workers) as extractor:
        papers = [(row, pages_of(arguments, row["path"], extractor)) for row in rows]
    print(f"{len(papers)} scans")
    good = True
    for title, with_name in (("with the name of the file", True), ("without it", False)):
        tallies: dict[str, Tally] = defaultdict(Tally)
        for row, pages in papers:
            judge(row, read_header(pages, file_name=given_name(row["path"]) if with_name else ""), tallies)
        good = report(title, tallies, each=arguments.each) and good
    return 0 if good else 1


def pages_of(arguments: argparse.Namespace, path: str, extractor: SandboxExtractor) -> tuple[PageText, ...]:
    """The text of the outer pages: from the text layer where there is one, else recognised."""
    file = arguments.folder / path
    media_type = extractor.detect(file)
    text = extractor.extract(file, media_type)
    wanted = set(pages_wanting_recognition(text)) & {1, max(1, text.page_count)}
    work = arguments.cache / Path(path).stem
    if wanted:
        recognise_pages(extractor, file, media_type, sorted(wanted), work, workers=arguments.workers)
        text = with_recognised(text, recognised_pages(work))
    return text.pages


def given_name(path: str) -> str:
    """The name the user gave: the collection put eight digits of a checksum in front."""
    return _STORED_PREFIX.sub("", Path(path).name)


def judge(row: dict[str, str], header: Header, tallies: dict[str, Tally]) -> None:
    number = re.match(r"\d+", row["so_hieu"])
    typed = date.fromisoformat(row["ngay"]) if row["ngay"] else None
    notation = fold(row["so_hieu"].lstrip("0123456789"))
    code = next((each.code for each in PRINTED_TYPES if fold(row["loai"]).startswith(fold(each.name))), None)
    checks: dict[str, tuple[bool, Callable[[object], bool]]] = {
        "number": (number is not None, lambda value: number is not None and value == int(number.group())),
        "symbol": (bool(notation), lambda value: fold(str(value)).lstrip("0123456789") == notation),
        "type_code": (code is not None, lambda value: value == code),
        "issuer": (bool(row["co_quan"]), lambda value: _same_body(str(value), row["co_quan"])),
        "date": (typed is not None, lambda value: _near(value, typed)),
        "title": (bool(row["trich_yeu"]), lambda value: _shares_words(str(value), row["trich_yeu"])),
    }
    found = header.found()
    for name, (known, right) in checks.items():
        if not known:
            continue
        tally, value = tallies[name], found.get(name)
        tally.papers += 1
        if value is None:
            continue
        tally.stated += 1
        tally.right += right(value.value)
        tally.sure += value.sure
        tally.sure_right += value.sure and right(value.value)
        if value.sure and not right(value.value):
            tally.wrong.append(f"{row['path']}: {value.value!r} from {value.evidence!r}")


def report(title: str, tallies: dict[str, Tally], *, each: bool) -> bool:
    print(f"\n{title}\n{'field':10} {'papers':>6} {'stated':>12} {'right':>7} {'sure':>12} {'right':>7}")
    for name, tally in tallies.items():
        print(
            f"{name:10} {tally.papers:6} {tally.stated:4} {_share(tally.stated, tally.papers)} "
            f"{_share(tally.right, tally.stated)} {tally.sure:4} {_share(tally.sure, tally.papers)} "
            f"{_share(tally.sure_right, tally.sure)}"
        )
        for line in tally.wrong if each else ():
            print(f"           {line}")
    sure, right = sum(t.sure for t in tallies.values()), sum(t.sure_right for t in tallies.values())
    print(f"sure values: {sure}, right {_share(right, sure)} (target {TARGET:.0%})")
    return right >= TARGET * sure


def _same_body(value: str, typed: str) -> bool:
    """Sở Y tế, UBND Tỉnh: the operator leaves out the province."""
    short = fold(typed).replace("uy ban nhan dan", "ubnd")
    return fold(value).replace("uy ban nhan dan", "ubnd").startswith(short)


def _near(value: object, typed: date | None) -> bool:
    return isinstance(value, date) and typed is not None and 0 <= (typed - value).days <= _ARRIVAL_DAYS


def _shares_words(value: str, typed: str) -> bool:
    words, found = set(re.findall(r"\w+", fold(typed))), set(re.findall(r"\w+", fold(value)))
    return len(words & found) >= _SHARED_WORDS * min(len(words), len(found))


def _share(part: int, whole: int) -> str:
    return f"{part / whole:7.1%}" if whole else "      -"


if __name__ == "__main__":
    raise SystemExit(main())
