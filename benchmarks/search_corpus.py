"""Documents and queries for the search benchmark: synthetic text with a Zipfian vocabulary, or real text."""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice, pairwise
from pathlib import Path

import numpy as np

from indexer.text.analysis import words

ONSETS = "b c ch d đ g gi h k kh l m n ng ngh nh p ph qu r s t th tr v x".split()
RHYMES = (
    "a á à ả ạ an án ang áng anh ánh ao áo ăn ăng âm ân ấn ây e em ên ết ệt i ì ị ia iên iến iệt inh ính o ó on ong óng"
    " ô ối ôn ông ộng ơ ơi ời ơn u ú ụ ung úng uyên uyết ư ưng ứng ươi ương ường ước uộc ý y"
).split()
ENDS = ("", "m", "p")
LENGTH = 300  # syllables a synthetic document has on average
UNITS = 400
FIRST_DAY, DAYS = 733_000, 5_000
PARAGRAPH = 20  # syllables a part of an article has at least
SAMPLE = 4_000  # documents that queries are drawn from


@dataclass(frozen=True, slots=True)
class Document:
    """What every engine indexes: words joined by blanks, the issuing unit, a day number."""

    id: str
    unit: str
    day: int
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A query in words: its kind says how they are put together."""

    kind: str
    words: tuple[str, ...]
    unit: str = ""
    first_day: int = 0
    last_day: int = 0


KINDS = {
    "term common": "one frequent syllable",
    "term rare": "one rare syllable",
    "and two": "two frequent syllables, both",
    "and three": "three frequent syllables, all",
    "and common rare": "a frequent and a rare one, both",
    "or four": "four syllables, any",
    "phrase two": "a frequent word of two syllables",
    "phrase three": "a frequent phrase of three syllables",
    "phrase four": "a phrase of four syllables from a document",
    "phrase mixed": "a frequent syllable before a middling one",
    "phrase rare": "two syllables that hardly ever meet",
    "and unit": "two frequent syllables, one unit",
    "and dates": "two frequent syllables, two years, newest first",
    "prefix": "syllables that begin with two letters",
}


def synthetic(count: int, seed: int = 7) -> Iterator[Document]:
    """Documents of syllables drawn from a Zipfian vocabulary of about 5,000."""
    chance = np.random.default_rng(seed)
    vocabulary = np.array(sorted({onset + rhyme + end for onset in ONSETS for rhyme in RHYMES for end in ENDS}))
    chance.shuffle(vocabulary)
    weights = 1 / np.arange(1, len(vocabulary) + 1)
    bounds = np.cumsum(weights / weights.sum())
    for number in range(count):
        length = max(20, int(chance.normal(LENGTH, LENGTH / 4)))
        drawn = np.minimum(np.searchsorted(bounds, chance.random(length)), len(vocabulary) - 1)
        yield _document(
            number, " ".join(vocabulary[drawn].tolist()), int(chance.integers(UNITS)), int(chance.integers(DAYS))
        )


def real(folder: Path, count: int) -> Iterator[Document]:
    """The articles of a folder with docs.jsonl or docs.jsonl.gz, analysed as the index analyses them.

    When they run out, more are made: each joins the first half of one article with the second half of another,
    so that lengths, words and their neighbours stay those of the language.
    """
    chance = random.Random(7)
    starts: list[str] = []
    ends: list[str] = []
    for number, (title, text) in enumerate(islice(_articles(folder), count)):
        said = words(f"{title} {text}")
        starts.append(" ".join(said[: len(said) // 2]))
        ends.append(" ".join(said[len(said) // 2 :]))
        yield _document(number, " ".join(said), chance.randrange(UNITS), chance.randrange(DAYS))
    for number in range(len(starts), count):
        text = f"{chance.choice(starts)} {chance.choice(ends)}".strip()
        yield _document(number, text, chance.randrange(UNITS), chance.randrange(DAYS))


def paragraphs(folder: Path, count: int) -> Iterator[Document]:
    """The same articles cut where their lines end; lines of fewer than PARAGRAPH syllables go with the one before."""
    chance = random.Random(7)
    cut = (words(part) for title, text in _articles(folder) for part in _parts(title, text))
    for number, said in enumerate(islice(cut, count)):
        yield _document(number, " ".join(said), chance.randrange(UNITS), chance.randrange(DAYS))


def _articles(folder: Path) -> Iterator[tuple[str, str]]:
    path = folder / "docs.jsonl.gz"
    with gzip.open(path, "rt") if path.exists() else (folder / "docs.jsonl").open() as stream:
        for line in stream:
            found = json.loads(line)
            yield found.get("title", ""), found["text"]


def _parts(title: str, text: str) -> Iterator[str]:
    part = title
    for line in text.splitlines():
        if len(part.split()) >= PARAGRAPH and len(line.split()) >= PARAGRAPH:
            yield part
            part = line
        else:
            part = f"{part} {line}"
    yield part


def _document(number: int, text: str, unit: int, day: int) -> Document:
    return Document(str(number), f"u{unit}", FIRST_DAY + int(day), text)


def write(documents: Iterator[Document], path: Path) -> int:
    """Put the documents into a file, one a line; how many there are."""
    count = 0
    with path.open("w") as out:
        for document in documents:
            count += 1
            out.write(f"{document.id}\t{document.unit}\t{document.day}\t{document.text}\n")
    return count


def read(path: Path, start: int = 0, stop: int | None = None) -> Iterator[Document]:
    """The documents of a file."""
    with path.open() as lines:
        for number, line in enumerate(lines):
            if stop is not None and number >= stop:
                return
            if number >= start:
                name, unit, day, text = line.rstrip("\n").split("\t")
                yield Document(name, unit, int(day), text)


def questions(path: Path, each: int, seed: int = 3) -> list[Question]:
    """`each` questions of every kind, drawn from the documents themselves."""
    chance = random.Random(seed)
    texts = [document.text.split() for document in read(path, stop=SAMPLE)]
    held = Counter(word for text in texts for word in set(text))
    together = Counter(pair for text in texts for pair in pairwise(text))
    share = {word: count / len(texts) for word, count in held.items()}
    ranked = [word for word, _ in held.most_common()]
    common = [word for word in ranked if share[word] > 0.2][:60] or ranked[:60]
    middling = [word for word in ranked if 0.01 < share[word] < 0.05]
    rare = [word for word in ranked if 0.001 < share[word] < 0.006] or ranked[-300:]
    couples = [pair for pair, _ in together.most_common(400)]
    seldom = [pair for pair, count in together.items() if count == 1]
    mixed = [pair for pair in together if pair[0] in set(common) and pair[1] in set(middling)]
    runs = [tuple(text[at : at + 4]) for text in texts for at in range(0, len(text) - 4, 7)]
    threes = Counter(text[at : at + 3] for text in map(tuple, texts) for at in range(len(text) - 2))
    letters = Counter(word[:2] for word in held if len(word) > 2)
    pick = chance.choice
    draw: dict[str, Callable[[], Sequence[str]]] = {
        "term common": lambda: (pick(common),),
        "term rare": lambda: (pick(rare),),
        "and two": lambda: tuple(chance.sample(common, 2)),
        "and three": lambda: tuple(chance.sample(common, 3)),
        "and common rare": lambda: (pick(common), pick(rare)),
        "or four": lambda: tuple(chance.sample(common, 2) + chance.sample(middling, 2)),
        "phrase two": lambda: pick(couples[:60]),
        "phrase three": lambda: pick(threes.most_common(60))[0],
        "phrase four": lambda: pick(runs),
        "phrase mixed": lambda: pick(mixed),
        "phrase rare": lambda: pick(seldom),
        "and unit": lambda: tuple(chance.sample(common, 2)),
        "and dates": lambda: tuple(chance.sample(common, 2)),
        "prefix": lambda: (pick(letters.most_common(30))[0],),
    }
    out = []
    for kind in KINDS:
        for _ in range(each):
            day = FIRST_DAY + chance.randrange(DAYS - 730)
            unit = f"u{chance.randrange(UNITS)}"
            out.append(Question(kind, tuple(draw[kind]()), unit, day, day + 730))
    return out


def save_questions(asked: list[Question], path: Path) -> None:
    """For the processes that ask them."""
    path.write_text(json.dumps([asdict(question) for question in asked]))


def load_questions(path: Path) -> list[Question]:
    """What save_questions wrote."""
    return [Question(**found | {"words": tuple(found["words"])}) for found in json.loads(path.read_text())]
