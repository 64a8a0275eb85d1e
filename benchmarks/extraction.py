"""Compare the text of legacy files with their Unicode transcripts, and see that Unicode files stay as they are.

    python benchmarks/extraction.py DIR [--case] [--each]

DIR holds `index.csv` with the columns path, ground_truth (a transcript in UTF-8, or empty) and notes. Files with
a transcript are read through the real pipeline (sandbox, then conversion) and aligned with it word by word.
Characters: share of the transcript's characters, blanks left out, that come out the same at their place.
Syllables: share of its Vietnamese syllables that come out the same. Letter case is set aside unless --case is
given, for a font of capitals shows capitals that the text does not have. Files below a folder whose name begins
with `unicode_but` must not have any Unicode word changed. Exit code 1 when a target is missed.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from indexer.extraction.sandbox import SandboxExtractor
from indexer.text.legacy import convert_pages
from indexer.text.syllables import is_syllable

CHARACTERS, SYLLABLES = 0.99, 0.98
_LARGEST_BLOCK = 1500


@dataclass(frozen=True, slots=True)
class Reading:
    """What came out of one file: before and after conversion, or why there is nothing."""

    path: str
    raw: str
    text: str
    encoding: str | None
    confidence: float
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    characters: int
    right_characters: int
    syllables: int
    right_syllables: int


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--case", action="store_true", help="let letter case count")
    parser.add_argument("--each", action="store_true", help="a line for every file")
    arguments = parser.parse_args()
    with (arguments.folder / "index.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with SandboxExtractor() as extractor:
        met = report_transcripts(arguments, rows, extractor)
        kept = report_unicode(arguments, rows, extractor)
    return 0 if met and kept else 1


def report_transcripts(arguments: argparse.Namespace, rows: list[dict[str, str]], extractor: SandboxExtractor) -> bool:
    scores: list[Score] = []
    failures: Counter[str] = Counter()
    for row in rows:
        if not row["ground_truth"]:
            continue
        reading = read(arguments.folder, row["path"], extractor)
        if reading.failure:
            failures[reading.failure] += 1
            continue
        truth = (arguments.folder / row["ground_truth"]).read_text("utf-8")
        score = compare(truth, reading.text, case=arguments.case)
        scores.append(score)
        if arguments.each:
            print(
                f"{_share(score.right_characters, score.characters)}  {_share(score.right_syllables, score.syllables)}"
                f"  {reading.encoding or '-':6} {reading.confidence:.2f}  {row['path']}"
            )
    characters = sum(s.right_characters for s in scores), sum(s.characters for s in scores)
    syllables = sum(s.right_syllables for s in scores), sum(s.syllables for s in scores)
    print(f"{len(scores)} files compared; not read: {dict(failures) or 'none'}")
    print(f"characters {_share(*characters)} of {characters[1]:,} (target {CHARACTERS:.0%})")
    print(f"syllables  {_share(*syllables)} of {syllables[1]:,} (target {SYLLABLES:.0%})")
    return characters[0] >= CHARACTERS * characters[1] and syllables[0] >= SYLLABLES * syllables[1]


def report_unicode(arguments: argparse.Namespace, rows: list[dict[str, str]], extractor: SandboxExtractor) -> bool:
    """Words that were Unicode Vietnamese already must all be there again after conversion."""
    paths = [row["path"] for row in rows if row["path"].startswith("unicode_but")]
    changed, with_runs = 0, []
    for path in paths:
        reading = read(arguments.folder, path, extractor)
        lost = Counter(_unicode_words(reading.raw)) - Counter(_unicode_words(reading.text))
        changed += lost.total()
        if reading.encoding:
            with_runs.append(f"{path} ({reading.encoding}): {_first_change(reading)}")
    print(f"{len(paths)} Unicode files that declare a legacy font: {changed} Unicode words changed (target 0)")
    for line in with_runs:
        print(f"  holds a legacy run, converted: {line}")
    return changed == 0


def read(folder: Path, path: str, extractor: SandboxExtractor) -> Reading:
    file = folder / path
    extracted = extractor.extract(file, extractor.detect(file))
    if extracted.no_text:
        return Reading(path, "", "", None, 0.0, extracted.no_text.value)
    raw = [page.text for page in extracted.pages]
    if extracted.conversion:
        return Reading(path, "\f".join(raw), "\f".join(raw), *extracted.conversion)
    texts, whole = convert_pages(raw)
    return Reading(path, "\f".join(raw), "\f".join(texts), whole.encoding, whole.confidence)


def compare(truth: str, text: str, *, case: bool) -> Score:
    wanted, found = _words(truth, case), _words(text, case)
    right = [False] * len(wanted)
    partly = 0
    for left, right_side in _blocks(wanted, found):
        matcher = SequenceMatcher(None, wanted[left], found[right_side], autojunk=False)
        for tag, start, end, other_start, other_end in matcher.get_opcodes():
            if tag == "equal":
                right[left.start + start : left.start + end] = [True] * (end - start)
            elif tag == "replace":
                one, other = wanted[left][start:end], found[right_side][other_start:other_end]
                partly += _common("".join(one)[:_LARGEST_BLOCK], "".join(other)[:_LARGEST_BLOCK])
    whole = sum(len(word) for word, good in zip(wanted, right, strict=True) if good)
    syllables = [good for word, good in zip(wanted, right, strict=True) if is_syllable(word)]
    return Score(sum(map(len, wanted)), whole + partly, len(syllables), sum(syllables))


def _words(text: str, case: bool) -> list[str]:
    text = unicodedata.normalize("NFC", text)
    return re.findall(r"[^\W_]+|[^\w\s]|_+", text if case else text.lower())


def _blocks(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[slice, slice]]:
    """Corresponding parts of two long texts, cut at words that occur once in each (patience), in order."""
    once = {word for word, count in Counter(one).items() if count == 1} & {
        word for word, count in Counter(other).items() if count == 1
    }
    places = {word: place for place, word in enumerate(other) if word in once}
    anchors = _rising([(place, places[word]) for place, word in enumerate(one) if word in once])
    for (left, right), (left_end, right_end) in pairwise([(0, 0), *anchors, (len(one), len(other))]):
        yield slice(left, left_end), slice(right, right_end)


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest rising run of second places (longest increasing subsequence)."""
    tails: list[int] = []
    before: list[int | None] = []
    for index, (_, place) in enumerate(pairs):
        low, high = 0, len(tails)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if pairs[tails[middle]][1] < place else (low, middle)
        before.append(tails[low - 1] if low else None)
        tails[low : low + 1] = [index]
    chosen: list[tuple[int, int]] = []
    at = tails[-1] if tails else None
    while at is not None:
        chosen.append(pairs[at])
        at = before[at]
    return chosen[::-1]


def _common(one: str, other: str) -> int:
    return sum(block.size for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks())


def _unicode_words(text: str) -> list[str]:
    """Words with a letter beyond Latin-1: no legacy encoding shows such."""
    return [word for word in re.findall(r"[^\W\d_]+", text) if any("\u0100" <= char < "\u2000" for char in word)]


def _first_change(reading: Reading) -> str:
    for before, after in zip(reading.raw.splitlines(), reading.text.splitlines(), strict=False):
        if before != after:
            return f"{before.strip()[:40]!r} → {after.strip()[:40]!r}"
    return "converted in the pipeline"


def _share(part: int, whole: int) -> str:
    return f"{part / whole if whole else 0:7.2%}"


if __name__ == "__main__":
    raise SystemExit(main())
