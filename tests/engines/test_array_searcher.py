"""What the searcher adds to Whoosh: order, rights, sets, counts and columns, on an index one can read."""

from __future__ import annotations

from math import log
from pathlib import Path
from typing import Any

import pytest
from whoosh import query as q
from whoosh.fields import Schema

from indexer.engines.whoosh.array_index import ArrayIndex
from indexer.engines.whoosh.fields import Folded, Keyword, Number, Pairs, Stored, Tokens
from indexer.engines.whoosh.filters import ColumnBetween, ColumnIn
from indexer.engines.whoosh.layout import Layout
from indexer.engines.whoosh.line_scores import LineScores
from indexer.engines.whoosh.scoring import SCORE, Bm25, StreamBm25, okapi_idf
from indexer.engines.whoosh.searcher import ALL, ArraySearcher, By, Found
from indexer.engines.whoosh.visibility import key_of
from tests.engines.stock_oracle import fold

PAPERS: list[dict[str, Any]] = [
    {"id": "nq1", "text": "nghị quyết chi bộ một", "unit": "a", "day": 10},
    {"id": "nq2", "text": "nghị quyết đảng ủy", "unit": "b", "day": 30},
    {"id": "bb1", "text": "biên bản chi bộ họp chi bộ", "unit": "a", "day": 20},
    {"id": "bb2", "text": "biên bản kiểm phiếu  nghị viên", "unit": "c"},
    {"id": "kl1", "text": "kết luận quyết nghị", "unit": "b", "day": 20},
]


def schema() -> Schema:
    return Schema(
        id=Keyword(unique=True, stored=True),
        text=Tokens(),
        text_pairs=Pairs("text"),
        text_folded=Folded("text", fold),
        unit=Keyword(),
        day=Number(),
        note=Stored(),
    )


@pytest.fixture
def index(tmp_path: Path) -> ArrayIndex:
    made = ArrayIndex.create(tmp_path, schema())
    for some in (PAPERS[:3], PAPERS[3:]):  # two segments
        writer = made.writer(layout=Layout(line_from=2))
        for paper in some:
            writer.add_document(**paper)
        writer.commit(merge=False)
    return made


def ids(searcher: ArraySearcher, found: Found) -> list[str]:
    return [searcher.stored_fields(number)["id"] for number, _ in found.hits]


def test_documents_with_all_words_come_first_whatever_they_score(index: ArrayIndex) -> None:
    searcher = index.searcher()
    words = [q.Term("text", word) for word in ("nghị", "quyết", "chi")]
    found = searcher.find(q.Or(words), allow=ALL, first=q.And(words), count=(q.And(words),))
    assert ids(searcher, found)[0] == "nq1"
    assert (found.total, found.counts) == (5, (1,))
    alone = searcher.find(q.Or(words), allow=ALL, first=q.And(words), limit=1)
    assert ids(searcher, alone) == ["nq1"]
    without = searcher.find(q.Or(words), allow=ALL)
    assert sorted(found.hits) == sorted(without.hits), "only the order differs"


def test_equal_scores_are_ordered_by_the_keys_that_follow(index: ArrayIndex) -> None:
    searcher = index.searcher()
    found = searcher.find(ALL, allow=ALL, sort=(By(), By("day")))
    assert ids(searcher, found) == ["nq2", "bb1", "kl1", "nq1", "bb2"], "newest first, no date last"
    found = searcher.find(ALL, allow=ALL, sort=(By("day", descending=False),), offset=1, limit=3)
    assert ids(searcher, found) == ["bb1", "kl1", "nq2"]


def test_another_query_may_give_the_scores(index: ArrayIndex) -> None:
    searcher = index.searcher()
    found = searcher.find(
        q.Term("text", "nghị"), allow=ALL, score=q.Or([q.Term("text", "kết"), q.Term("text", "đảng")])
    )
    assert found.total == 4
    assert dict(found.hits)[0] == 0
    assert set(ids(searcher, found)[:2]) == {"kl1", "nq2"}
    both = searcher.find(ALL, allow=ALL, score=q.And([q.Term("text", "chi"), q.Term("text", "họp")]))
    assert [score > 0 for _, score in both.hits] == [True, False, False, False, False], "half a match scores nothing"


def test_only_what_is_allowed_is_counted_or_shown(index: ArrayIndex) -> None:
    searcher = index.searcher()
    found = searcher.find(
        ALL, allow=ColumnIn("unit", {"a", "zzz"}), facets=("unit", "day"), count=(q.Term("text", "họp"),)
    )
    assert (found.total, found.counts) == (2, (1,))
    assert found.facets == {"unit": (("a", 2),), "day": ((10, 1), (20, 1))}
    nothing = searcher.find(ALL, allow=ColumnIn("unit", frozenset()), facets=("unit",))
    assert nothing == Found(0, (), {"unit": ()}, ())


@pytest.mark.parametrize("idf", [okapi_idf, None])
def test_what_may_not_be_seen_changes_no_digit_of_a_score(tmp_path: Path, index: ArrayIndex, idf: Any) -> None:
    weighting = StreamBm25({"text": Bm25(0.9, 0.4)}, **({"idf": idf} if idf else {}))
    public = ArrayIndex.create(tmp_path / "public", schema())
    writer = public.writer()
    for paper in PAPERS:
        if paper["unit"] != "b":
            writer.add_document(**paper)
    writer.commit()
    query = q.Or([q.Term("text", "nghị"), q.Term("text", "bộ", boost=0.5), q.Term("text_pairs", "nghị quyết")])
    allow = ColumnIn("unit", {"a", "c"})
    secret, plain = index.searcher(weighting), public.searcher(weighting)
    with_secrets = secret.find(query, allow=allow, visible_statistics=True)
    without = plain.find(query, allow=allow, visible_statistics=True)
    assert ids(secret, with_secrets) == ids(plain, without)
    assert [score for _, score in with_secrets.hits] == [score for _, score in without.hits]


def test_a_gap_ends_pairs_and_phrases(index: ArrayIndex) -> None:
    searcher = index.searcher()
    assert searcher.find(q.Phrase("text", ["kiểm", "phiếu"]), allow=ALL).total == 1
    assert searcher.find(q.Phrase("text", ["phiếu", "nghị"]), allow=ALL).total == 0
    assert searcher.find(q.Term("text_pairs", "phiếu nghị"), allow=ALL).total == 0


def test_phrases_of_any_length_are_found_by_pairs_alone(index: ArrayIndex) -> None:
    searcher = index.searcher()
    for words, expected in (
        ("chi bộ họp", ["bb1"]),
        ("bộ họp chi bộ", ["bb1"]),
        ("biên bản chi bộ họp", ["bb1"]),
        ("chi bộ chi", []),
        ("quyết chi", ["nq1"]),
        ("nghị quyết nghị", []),
    ):
        assert ids(searcher, searcher.find(q.Phrase("text", words.split()), allow=ALL)) == expected, words


def test_near_words_are_words_of_visible_documents(index: ArrayIndex) -> None:
    searcher = index.searcher()
    assert searcher.near_words("text_folded", "nghj", allow=ALL) == [("nghi", 4)]
    assert searcher.near_words("text_folded", "nghj", allow=ColumnIn("unit", {"c"})) == [("nghi", 1)]
    assert searcher.near_words("text_folded", "kot", allow=ColumnIn("unit", {"a"})) == []


def test_columns_are_read_by_document(index: ArrayIndex) -> None:
    searcher = index.searcher()
    assert list(searcher.column_values("id")) == ["nq1", "nq2", "bb1", "bb2", "kl1"]
    assert list(searcher.column_values("day", [3, 0])) == [None, 10]


def test_a_searcher_is_kept_until_there_is_something_new(index: ArrayIndex) -> None:
    before = index.searcher()
    assert index.searcher() is before
    writer = index.writer()
    writer.update_document(id="nq1", text="mới")
    writer.update_document(id="nq1", text="mới nữa")
    assert writer.delete_values("id", ["bb1", "not there"]) == 1
    writer.commit()
    after = index.searcher()
    assert after is not before
    assert sorted(after.column_values("id")) == ["bb2", "kl1", "nq1", "nq2"]
    assert after.find(q.Term("text", "mới"), allow=ALL).total == 1
    assert before.find(ALL, allow=ALL).total == 5, "an old searcher keeps its commit"


def test_an_empty_index_answers(tmp_path: Path) -> None:
    searcher = ArrayIndex.create(tmp_path, schema()).searcher()
    assert searcher.find(q.Term("text", "chi"), allow=ALL, facets=("unit",)) == Found(0, (), {"unit": ()}, ())
    assert list(searcher.column_values("id")) == []


def test_frequencies_beyond_a_byte_are_exact_and_survive_a_merge(tmp_path: Path) -> None:
    index = ArrayIndex.create(tmp_path, schema())
    long, short = " ".join(["chi"] * 1_000), "chi bộ"
    for line_from in (2, 2048):  # as a line the term would not fit a byte either
        writer = index.writer(layout=Layout(line_from=line_from))
        for name, text in (("long", long), ("other", short), ("third", "bộ"), ("even", " ".join(["chi"] * 255))):
            writer.update_document(id=name, text=text)
        writer.commit(merge=False)
    for merged in (False, True):
        searcher = index.searcher()
        found = searcher.find(q.Term("text", "chi"), allow=ALL, visible_statistics=True)
        average = (984 + 2 + 1 + 251) / 4  # lengths are kept in a byte: 1000 is known as 984, 255 as 251
        scores = dict(zip(ids(searcher, found), (score for _, score in found.hits), strict=True))
        for name, frequency, length in (("long", 1_000, 984), ("other", 1, 2), ("even", 255, 251)):
            norm = 1.2 * (0.25 + 0.75 * length / average)
            assert scores[name] == pytest.approx((log(4 / 4) + 1) * frequency * 2.2 / (frequency + norm), rel=0.02), (
                name
            )
        reader = searcher.reader()
        assert reader.frequency("text", "chi") >= 1_256
        if not merged:
            index.writer().commit(optimize=True)
            assert len(index.searcher().views()) == 1


def test_many_small_commits_become_few_segments(tmp_path: Path) -> None:
    index = ArrayIndex.create(tmp_path, schema())
    for number in range(40):
        writer = index.writer()
        writer.add_document(id=str(number), text="chi bộ", unit=f"u{number % 3}")
        writer.commit()
    searcher = index.searcher()
    assert len(searcher.views()) <= 8
    assert sorted(searcher.column_values("id"), key=int) == [str(number) for number in range(40)]
    assert searcher.find(q.Phrase("text", ["chi", "bộ"]), allow=ALL, facets=("unit",)).facets["unit"] == (
        ("u0", 14),
        ("u1", 13),
        ("u2", 13),
    )
    writer = index.writer()
    writer.delete_values("unit", ["u0", "u1"])
    writer.commit()
    worn = [view for view in index.searcher().views() if view.alive is not None]
    assert not [view for view in worn if view.alive is not None and view.alive.mean() < 0.6], (
        "worn segments are rewritten"
    )
    assert index.searcher().find(ALL, allow=ALL).total == 13


def test_rights_are_told_apart_by_all_they_say() -> None:
    units, others = ColumnIn("unit", {"a", "b"}), ColumnIn("unit", {"a"})
    days = ColumnBetween("day", 1, 5)
    different = [
        units,
        others,
        ColumnIn("id", {"a", "b"}),
        days,
        ColumnBetween("day", 1, 6),
        ColumnBetween("day", None, 5),
        ColumnBetween("date", 1, 5),
        q.And([units, days]),
        q.Or([units, days]),
        q.Or([units, q.And([others, days])]),
        q.Not(units),
        q.Every(),
    ]
    keys = [key_of(right) for right in different]
    assert None not in keys
    assert len(set(keys)) == len(keys)
    assert key_of(q.And([ColumnIn("unit", ["b", "a"]), ColumnBetween("day", 1, 5)])) == key_of(q.And([units, days]))
    for unknown in (
        q.Term("unit", "a"),
        q.Not(q.Term("unit", "a")),
        q.Or([units, q.Term("unit", "a")]),
        q.Or([units, days], minmatch=2),
    ):
        assert key_of(unknown) is None


def test_a_remembered_right_answers_like_a_new_one(index: ArrayIndex) -> None:
    searcher = index.searcher()
    query = q.Term("text", "nghị")
    for _ in range(2):
        answers = [
            searcher.find(query, allow=ColumnIn("unit", units), visible_statistics=True).hits
            for units in ({"a"}, {"b"}, {"a", "b"}, {"c"})
        ]
        assert [len(hits) for hits in answers] == [1, 2, 3, 1]
        assert searcher.find(query, allow=q.Term("unit", "b"), visible_statistics=True).hits == answers[1]


def test_scores_of_frequent_terms_are_remembered_within_a_bound(index: ArrayIndex) -> None:
    view = index.searcher().views()[0]
    place = view.find("text", b"chi")
    assert place is not None
    line = place.postings.line(place.number)
    assert line is not None
    weighting = StreamBm25()
    scorers = [weighting.term_scorer(5, df, weighting.length_norm("text", 4.0)) for df in (1, 2, 3)]
    lines = LineScores(budget=2 * SCORE.itemsize * view.count)
    first = lines.of(view, "text", scorers[0], line)
    assert lines.known(view, scorers[0]) is first
    assert lines.of(view, "text", scorers[0], line) is first
    for scorer in scorers[1:]:
        lines.of(view, "text", scorer, line)
    assert [lines.known(view, scorer) is not None for scorer in scorers] == [False, True, True]
    assert LineScores(budget=0).of(view, "text", scorers[0], line).tolist() == first.tolist()
