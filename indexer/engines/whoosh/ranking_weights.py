"""The numbers of the ranking, in one place; how they were found: docs/decisions/0040-four-streams-and-their-weights.md.

BM25 is summed over streams: syllables count 1, their pairs and the pairs in the title are weighted.
Lengths count strongly (b): papers of an archive differ in length by a factor of a thousand.
"""

from __future__ import annotations

from indexer.engines.whoosh.scoring import Bm25, StreamBm25, okapi_idf

PAIRS = 0.8
TITLE_PAIRS = 0.25

# A record's own number settles the search when the type was given too, or nothing else was.
OWN_NUMBER = 30.0
OWN_NUMBER_AMONG_WORDS = 2.0
# A scan with the printed notation may be the one asked for; each digit that agrees makes it likelier.
SCANNED_NOTATION = 1.0
SCANNED_DIGIT = 1.0
# A word of a scan that looks like one asked for lets the scan be found, and hardly moves it: what was read comes first.
MISREAD = 0.1
# The month a record is for says more than the day it was dated on.
KEPT_FOR = 3.0
DATED_IN = 1.0
# "nghị quyết tháng 3" asks for the resolution, though its minutes speak of it as often.
OF_THE_TYPE_NAMED = 2.0
# Keywords that begin with a type ask for papers of it, not for the letters and reports about them.
OF_THE_TYPE_ASKED_FOR = 8.0
# A draft reads like the paper that came of it.
ISSUED = 1.0

SYLLABLES_BM25 = Bm25(k1=0.9, b=0.7)
PAIRS_BM25 = Bm25(k1=0.6, b=0.6)
TITLE_PAIRS_BM25 = Bm25(k1=1.2, b=1.0)

WEIGHTING = StreamBm25(
    {
        "text_pairs": PAIRS_BM25,
        "text_folded_pairs": PAIRS_BM25,
        "title_pairs": TITLE_PAIRS_BM25,
        "title_folded_pairs": TITLE_PAIRS_BM25,
    },
    default=SYLLABLES_BM25,
    idf=okapi_idf,
)
