"""Which segments a commit merges: enough to keep them few, and never what the archive holds for one document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import log

MERGE_FACTOR = 8
SMALLEST_TIER = 512


def to_merge(sizes: Sequence[int], begun: int, full: int) -> set[int]:
    """The places of the segments to join to one that has `begun` documents and may have `full`.

    Eight segments of one tier become one, as far as there is room. Two of them always fit into an empty one, and
    what does not fit makes the new one more than half full: so a document moves up with every merge and is written
    once a tier. A segment that is more than half full would be written again for the sake of few others; it stays.
    """
    tiers: dict[int, list[int]] = defaultdict(list)
    for place in sorted(range(len(sizes)), key=sizes.__getitem__):
        if sizes[place] * 2 <= full:
            tiers[int(log(max(sizes[place], SMALLEST_TIER) / SMALLEST_TIER, MERGE_FACTOR))].append(place)
    room = full - begun
    chosen: set[int] = set()
    for places in tiers.values():
        for place in places if len(places) >= MERGE_FACTOR else ():
            if sizes[place] > room:
                break
            room -= sizes[place]
            chosen.add(place)
    return chosen
