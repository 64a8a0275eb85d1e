"""Merging keeps segments few, writes a document a few times in its life, and leaves large segments alone."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.fields import Schema

from indexer.engines.whoosh.array_index import ArrayIndex
from indexer.engines.whoosh.fields import Keyword, Tokens
from indexer.engines.whoosh.layout import Layout
from indexer.engines.whoosh.merge_policy import MERGE_FACTOR, SMALLEST_TIER, to_merge

FULL = 1 << 16
TIERS = 3  # of segments that are at most half full: below 4,096, below 32,768, and 32,768 itself


def committed(sizes: list[int], added: int) -> tuple[list[int], int]:
    """The segments after a commit of `added` documents, and how many documents it wrote."""
    chosen = to_merge(sizes, added, FULL)
    merged = added + sum(sizes[place] for place in chosen)
    assert merged <= max(FULL, added)
    return [size for place, size in enumerate(sizes) if place not in chosen] + [merged], merged


@pytest.mark.parametrize("largest", [1, 20, 700, 9_000])
@pytest.mark.parametrize("commits", [7, 60, 500])
def test_segments_stay_few_and_a_document_is_written_a_few_times(commits: int, largest: int) -> None:
    chance = Random(commits * largest)
    sizes: list[int] = []
    written = 0
    batches = [chance.randint(1, largest) for _ in range(commits)]
    for batch in batches:
        sizes, wrote = committed(sizes, batch)
        written += wrote
        assert sum(size * 2 <= FULL for size in sizes) <= TIERS * MERGE_FACTOR
    assert sum(sizes) == sum(batches)
    # In the lowest tier a document can be part of every eighth commit until 4,096 are together, above it moves up.
    in_lowest = SMALLEST_TIER * MERGE_FACTOR // MERGE_FACTOR * commits
    assert written <= sum(batches) * (1 + TIERS) + in_lowest


@given(st.lists(st.integers(FULL // 2 + 1, FULL), max_size=40), st.integers(0, 2_000))
def test_segments_more_than_half_full_are_left_alone(large: list[int], added: int) -> None:
    assert to_merge(large, added, FULL) == set()


def test_one_paper_into_a_million_writes_one_paper() -> None:
    archive = [FULL] * 13 + [18_928] * 6 + [34_464]
    assert committed(archive, 1)[1] == 1


def test_a_commit_leaves_the_files_of_full_segments_as_they_are(tmp_path: Path) -> None:
    layout = Layout(segment_documents=10)
    index = ArrayIndex.create(tmp_path / "index", Schema(id=Keyword(unique=True), text=Tokens()))
    for first in range(0, 100, 10):
        with index.writer(layout=layout) as writer:
            for number in range(first, first + 10):
                writer.add_document(id=str(number), text=f"giấy {number}")
    before = {path.name: path.stat().st_mtime_ns for path in index.folder.glob("MAIN_*.*")}
    with index.writer(layout=layout) as writer:
        writer.add_document(id="100", text="giấy 100")
    after = {path.name: path.stat().st_mtime_ns for path in index.folder.glob("MAIN_*.*")}
    assert len(before) == 20
    assert before.items() <= after.items()
    assert len(after) == 22
