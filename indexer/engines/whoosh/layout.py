"""The sizes at which the index changes its ways. Any values give the same answers; tests use tiny ones."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Layout:
    """`segment_documents`: a segment is closed at this size; 65,536 keeps document numbers at two bytes and
    bounds what a merge can need. `chunk`: occurrences held in memory while inverting and merging.
    `line_from`: documents a segment needs before common terms are kept as lines (see `postings`);
    `line_share`: a term is common when more than one document of this many has it."""

    segment_documents: int = 1 << 16
    chunk: int = 1 << 20
    line_from: int = 2048
    line_share: int = 8


DEFAULT = Layout()
