"""What every engine behind the `Index` port must do. A test class inherits it and gives `index`."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Literal

import pytest

from indexer.errors import IndexUnavailable
from indexer.model import (
    Filters,
    IndexDocument,
    IndexState,
    PageText,
    SearchAnswer,
    SearchRequest,
    Sort,
    TextSource,
    Visibility,
    VisibilityClause,
)
from indexer.ports import Index
from indexer.query import parse

TODAY = date(2026, 11, 23)
ALL = Visibility((VisibilityClause(unit_ids=None, access_levels=None),))


def a_document(record_id: str, title: str = "Nghị quyết", text: str = "", **facts: object) -> IndexDocument:
    """A document with one page of text; every fact can be given."""
    defaults: dict[str, object] = {
        "record_class": "resolution",
        "type_code": "NQ",
        "unit_id": "u1",
        "lifecycle": "issued",
        "access_level": "internal",
        "pages": (PageText(1, text),) if text else (),
    }
    return IndexDocument(record_id=record_id, title=title, **(defaults | facts))  # type: ignore[arg-type]


def ask(index: Index, text: str, visible: Visibility = ALL, **request: object) -> SearchAnswer:
    return index.search(SearchRequest(visible=visible, query=parse(text, TODAY), **request))  # type: ignore[arg-type]


def found(index: Index, text: str, visible: Visibility = ALL, **request: object) -> list[str]:
    return [hit.record_id for hit in ask(index, text, visible, **request).hits]


class IndexContract:
    """Inherit, and give an empty index by the fixture `index`."""

    @pytest.fixture
    def index(self) -> Index:
        raise NotImplementedError

    # -- finding

    def test_a_fresh_index_is_missing_and_says_so(self, index: Index) -> None:
        assert index.status().state is IndexState.MISSING
        with pytest.raises(IndexUnavailable):
            ask(index, "nghị quyết")

    def test_what_was_added_is_found_at_once(self, index: Index) -> None:
        assert index.add([a_document("r1", text="họp chi bộ thôn Châu Giang"), a_document("r2", text="giấy khen")]) == 2
        assert found(index, "Châu Giang")[0] == "r1"
        assert index.status().state is IndexState.READY
        assert index.status().documents == 2
        assert ask(index, "họp").as_of == index.status().committed_at

    @pytest.mark.parametrize(
        "typed",
        [
            "nghị quyết đảng ủy",
            "nghi quyet dang uy",
            "NGHỊ QUYẾT ĐẢNG ỦY",
            "đảng uỷ",
            unicodedata.normalize("NFD", "nghị quyết Đảng ủy"),
            "hoà giải",
            "hòa giải",
            "hoa giai",
            '"nghị quyết của đảng ủy"',
            '"nghi quyet cua dang uy"',
            "ngh*",
            "quyêt~",
            "tiêu đề:phòng",
            "title:phong",
            "(đảng OR không) AND ủy",
        ],
    )
    @pytest.mark.parametrize("form", ["NFC", "NFD"])
    def test_marks_and_their_encoding_never_hide_a_text(
        self, index: Index, typed: str, form: Literal["NFC", "NFD"]
    ) -> None:
        text = unicodedata.normalize(form, "Nghị quyết của Đảng ủy về hòa giải")
        index.add([a_document("r1", title=unicodedata.normalize(form, "Về phòng chống dịch"), text=text)])
        assert found(index, typed) == ["r1"]

    def test_marks_in_the_query_put_exact_matches_first(self, index: Index) -> None:
        index.add(
            [
                a_document("other", text="má đi chợ"),
                a_document("exact", text="mà đi chợ"),
                a_document("bare", text="ma di cho"),
            ]
        )
        assert found(index, "mà đi chợ")[0] == "exact"
        assert set(found(index, "mà đi chợ")) == {"exact", "bare", "other"}
        assert ask(index, "ma di cho").all_words == 3

    def test_records_with_all_the_words_come_first_and_are_counted(self, index: Index) -> None:
        index.add(
            [
                a_document("some", title="Báo cáo", text="dịch bệnh dịch bệnh dịch bệnh"),
                a_document("all", title="Báo cáo", text="phòng chống dịch bệnh " + "và việc khác " * 40),
                a_document("none", title="Báo cáo", text="thu đảng phí"),
            ]
        )
        answer = ask(index, "phòng dịch")
        assert [hit.record_id for hit in answer.hits] == ["all", "some"]
        assert (answer.total, answer.all_words) == (2, 1)

    def test_operators(self, index: Index) -> None:
        index.add([a_document("ab", text="alpha beta"), a_document("a", text="alpha"), a_document("b", text="beta")])
        assert found(index, "alpha AND beta") == ["ab"]
        assert set(found(index, "alpha OR beta")) == {"ab", "a", "b"}
        assert found(index, "alpha NOT beta") == ["a"]
        assert found(index, "NOT alpha") == ["b"]
        assert set(found(index, "")) == {"ab", "a", "b"}

    def test_a_phrase_does_not_reach_from_one_part_into_the_next(self, index: Index) -> None:
        index.add([a_document("r1", title="phòng chống", text="dịch bệnh")])
        assert found(index, '"chống dịch"') == []
        assert found(index, '"phòng chống"') == ["r1"]

    @pytest.mark.parametrize(
        "typed", ["12-NQ/CB", "số 12-NQ/CB", "nq 12/cb", "12 nq cb", "12/NQ-CB", "số:12", "số 12", "số hiệu:12-NQ/CB"]
    )
    def test_numbers_as_people_write_them(self, index: Index, typed: str) -> None:
        index.add(
            [
                a_document(
                    "cites",
                    title="Báo cáo",
                    type_code="BC",
                    symbol="03-BC/CB",
                    number=3,
                    text="thực hiện số 12-NQ/CB " * 5,
                ),
                a_document("own", symbol="12-NQ/CB", number=12, text="lãnh đạo nhiệm vụ"),
                a_document("other", symbol="13-NQ/CB", number=13, text="lãnh đạo nhiệm vụ"),
            ]
        )
        assert found(index, typed)[0] == "own"
        assert "other" not in found(index, typed)

    def test_periods_as_people_write_them(self, index: Index) -> None:
        index.add(
            [
                a_document("feb", title="Nghị quyết tháng 02 năm 2022", period="2022-02", date=date(2022, 2, 5)),
                a_document("mar", title="Nghị quyết tháng 3 năm 2022", period="2022-03", date=date(2022, 2, 28)),
                a_document("apr", title="Nghị quyết tháng 4 năm 2022", period="2022-04", date=date(2022, 4, 2)),
                a_document("q2", title="Nghị quyết quý", period="2022-Q2", date=date(2022, 6, 30)),
            ]
        )
        assert found(index, "nghi quyet thang 3 nam 2022")[0] == "mar"
        assert ask(index, "nghi quyet thang 3 nam 2022").all_words == 1
        assert set(found(index, "02/2022..03/2022")) == {"feb", "mar"}
        assert set(found(index, "kỳ:04/2022")) == {"apr", "q2"}
        assert found(index, "từ:01/03/2022 đến:30/04/2022") == ["apr"]
        assert set(found(index, "quý 1 2022")[:2]) == {"feb", "mar"}

    def test_a_number_of_a_year_is_also_a_month(self, index: Index) -> None:
        index.add(
            [
                a_document("third", "Nghị quyết", number=3, symbol="03-NQ/CB", date=date(2022, 8, 1)),
                a_document("march", "Nghị quyết", number=9, symbol="09-NQ/CB", date=date(2022, 3, 2)),
                a_document("minutes", "Biên bản", type_code="BB", number=3, symbol="03-BB/CB", date=date(2022, 3, 2)),
                a_document("other", "Nghị quyết", number=3, symbol="03-NQ/CB", date=date(2021, 5, 2)),
            ]
        )
        for query in ("nghị quyết 3/2022", "nq 3/2022", "nq 03/2022"):
            assert found(index, query)[:2] == ["third", "march"], query
            assert "minutes" not in found(index, query)
            assert ask(index, query).all_words == 2
        assert found(index, "nghị quyết số 3/2022")[:1] == ["third"]
        assert found(index, "nghị quyết 15/2022") == []

    def test_who_asks_for_a_draft_gets_drafts_first(self, index: Index) -> None:
        index.add(
            [
                a_document("issued", "Nghị quyết tháng 3", text="chi bộ nghị quyết dự thảo tháng 3"),
                a_document("draft", "Nghị quyết tháng 3", text="chi bộ nghị quyết dự thảo tháng 3", lifecycle="draft"),
            ]
        )
        assert found(index, "dự thảo nghị quyết tháng 3") == ["draft", "issued"]
        assert found(index, "du thao nq thang 3")[0] == "draft"
        assert found(index, "nghị quyết tháng 3") == ["issued", "draft"]

    # -- narrowing, counting, ordering

    def test_filters(self, index: Index) -> None:
        index.add(
            [
                a_document("r1", unit_id="u1", date=date(2022, 3, 1), period="2022-03", number=5, dossier_id="d1"),
                a_document(
                    "r2",
                    unit_id="u2",
                    type_code="BB",
                    record_class="evidence",
                    lifecycle="draft",
                    access_level="restricted",
                ),
            ]
        )
        narrowed = {
            "unit_ids": frozenset({"u1"}),
            "date_from": date(2022, 3, 1),
            "date_to": date(2022, 3, 1),
            "period_from": "2022-01",
            "period_to": "2022-03",
            "years": frozenset({"2022"}),
            "record_classes": frozenset({"resolution"}),
            "type_codes": frozenset({"NQ"}),
            "lifecycles": frozenset({"issued"}),
            "access_levels": frozenset({"internal"}),
            "number": 5,
            "dossier_id": "d1",
            "record_ids": frozenset({"r1", "r9"}),
        }
        for name, value in narrowed.items():
            assert found(index, "", filters=Filters(**{name: value})) == ["r1"], name  # type: ignore[arg-type]
        assert found(index, "", filters=Filters(unit_ids=frozenset())) == []
        assert found(index, "", filters=Filters(record_ids=frozenset())) == []
        assert found(index, "", filters=Filters(**narrowed)) == ["r1"]  # type: ignore[arg-type]

    def test_facets_count_the_whole_answer(self, index: Index) -> None:
        index.add(
            [
                a_document("r1", unit_id="u1", date=date(2021, 3, 1)),
                a_document("r2", unit_id="u1", date=date(2022, 3, 1), type_code="BB"),
                a_document("r3", unit_id="u2", period="2022-03", lifecycle="draft"),
            ]
        )
        facets = ask(index, "nghị quyết", limit=1).facets
        assert facets["unit"] == (("u1", 2), ("u2", 1))
        assert facets["year"] == (("2022", 2), ("2021", 1))
        assert found(index, "", filters=Filters(years=frozenset({"2022"}))) == ["r2", "r3"]
        assert dict(facets["type"]) == {"NQ": 2, "BB": 1}
        assert dict(facets["class"]) == {"resolution": 3}
        assert dict(facets["lifecycle"]) == {"issued": 2, "draft": 1}
        assert ask(index, "nghị quyết", facets=()).facets == {}

    def test_sorting_by_date_and_paging(self, index: Index) -> None:
        index.add([a_document(f"r{day}", text="họp", date=date(2022, 3, day)) for day in (5, 1, 9, 7)])
        assert found(index, "họp", sort=Sort.NEWEST) == ["r9", "r7", "r5", "r1"]
        assert found(index, "họp", sort=Sort.OLDEST) == ["r1", "r5", "r7", "r9"]
        assert found(index, "họp", sort=Sort.OLDEST, offset=1, limit=2) == ["r5", "r7"]
        assert found(index, "họp", offset=10) == []
        assert ask(index, "họp", limit=0).total == 4

    def test_equal_records_keep_one_order(self, index: Index) -> None:
        index.add([a_document(f"r{n}", text="họp chi bộ") for n in range(30)])
        first = found(index, "họp", limit=30)
        index.add([a_document(f"r{n}", text="họp chi bộ") for n in reversed(range(15))])
        assert found(index, "họp", limit=30) == first
        assert found(index, "họp", limit=10) + found(index, "họp", offset=10, limit=20) == first

    # -- rights

    def test_nothing_is_visible_without_a_clause(self, index: Index) -> None:
        index.add([a_document("r1", text="họp")])
        for visible in (Visibility(), Visibility((VisibilityClause(),))):
            answer = ask(index, "họp", visible)
            assert (answer.total, answer.hits) == (0, ())
            assert not any(answer.facets.values())
            assert index.suggest("hop1", visible) == ()

    def test_clauses_admit_by_all_their_conditions(self, index: Index) -> None:
        index.add(
            [
                a_document("own", text="họp", unit_id="u1"),
                a_document("restricted", text="họp", unit_id="u1", access_level="restricted"),
                a_document("other", text="họp", unit_id="u2", date=date(2022, 5, 1)),
                a_document("late", text="họp", unit_id="u2", date=date(2023, 5, 1)),
                a_document("undated", text="họp", unit_id="u2"),
            ]
        )
        assigned = VisibilityClause(frozenset({"u2"}), None, None, date(2022, 1, 1), date(2022, 12, 31))
        own = VisibilityClause(frozenset({"u1"}), frozenset({"internal"}), frozenset({"issued"}))
        assert found(index, "họp", Visibility((own,))) == ["own"]
        assert set(found(index, "họp", Visibility((own, assigned)))) == {"own", "other"}

    def test_a_hidden_record_leaves_no_trace_in_any_answer(self, index: Index) -> None:
        visible = Visibility((VisibilityClause(frozenset({"u1"}), None),))
        seen = [
            a_document(f"r{n}", text=f"họp chi bộ tháng {n} bàn việc {'chung ' * n}", unit_id="u1") for n in range(1, 9)
        ]
        hidden = a_document("secret", title="bàn việc riêng", text="bàn bàn việc riêng chungg chi " * 30, unit_id="u2")
        texts = ["bàn việc chung", "ban viec", '"việc chung"', "riêng", "chungg~", "r*", "NOT họp", ""]

        def answers() -> list[object]:
            given = [ask(index, text, visible) for text in texts]
            return [(a.total, a.all_words, a.hits, a.facets) for a in given] + [index.suggest("chug", visible)]

        index.add(seen)
        before = answers()
        index.add([hidden])
        assert answers() == before
        index.remove(["secret"])
        assert answers() == before

    # -- answers

    def test_hits_carry_pages_and_a_marked_snippet(self, index: Index) -> None:
        pages = (PageText(1, "Trang bìa"), PageText(2, "Chi bộ <b>họp</b> & bàn", TextSource.OCR, 0.5))
        index.add([a_document("r1", pages=pages)])
        hit = ask(index, "họp").hits[0]
        assert hit.pages == (2,)
        assert "&lt;b&gt;<mark>họp</mark>&lt;/b&gt; &amp; bàn" in hit.snippet
        assert index.pages_of("r1") == pages
        assert index.pages_of("unknown") == ()

    def test_suggestions_come_from_visible_records(self, index: Index) -> None:
        index.add([a_document("r1", text="nghị quyết chi bộ"), a_document("r2", text="thường trực", unit_id="u2")])
        assert index.suggest("quyett", ALL) == ("quyết",)
        assert index.suggest("quyét", ALL) == ("quyết",)
        assert index.suggest("nghij", ALL) == ("nghị",)
        only_first = Visibility((VisibilityClause(frozenset({"u1"}), None),))
        assert index.suggest("thuong1", ALL) != ()
        assert index.suggest("thuong1", only_first) == ()

    # -- changing

    def test_adding_again_replaces(self, index: Index) -> None:
        index.add([a_document("r1", text="bản cũ")])
        index.add([a_document("r1", text="bản mới"), a_document("r1", text="bản cuối")])
        assert found(index, "bản") == ["r1"]
        assert ask(index, "cuối").all_words == 1
        assert ask(index, "cũ").all_words == ask(index, "mới").all_words == 0
        assert index.status().documents == 1

    def test_removing(self, index: Index) -> None:
        index.add([a_document("r1", text="họp"), a_document("r2", text="họp")])
        assert index.remove(["r1", "unknown"]) == 1
        assert found(index, "họp") == ["r2"]
        assert list(index.record_ids()) == ["r2"]
        assert index.pages_of("r1") == ()

    def test_rebuilding_replaces_everything_at_once(self, index: Index) -> None:
        index.add([a_document("r1", text="họp"), a_document("r2", text="họp")])
        assert index.rebuild([a_document("r3", text="họp")]) == 1
        assert found(index, "họp") == ["r3"]
        assert sorted(index.record_ids()) == ["r3"]
        assert index.rebuild([]) == 0
        assert index.status().state is IndexState.READY
        assert found(index, "họp") == []

    def test_a_failing_source_leaves_the_index_as_it_was(self, index: Index) -> None:
        def documents(name: str):  # type: ignore[no-untyped-def]
            yield a_document(name, text="họp")
            raise RuntimeError("the store went away")

        index.add([a_document("r1", text="họp")])
        with pytest.raises(RuntimeError):
            index.add(documents("half"))
        with pytest.raises(RuntimeError):
            index.rebuild(documents("half"))
        assert found(index, "họp") == ["r1"]
        assert index.add([a_document("r2", text="họp")]) == 1
        assert sorted(found(index, "họp")) == ["r1", "r2"]
