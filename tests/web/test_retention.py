"""Retention on its pages: a list from the first click to its certificate, holds, rules, and what stays of the gone."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from werkzeug.test import TestResponse

from archive_service.bootstrap import local_operator
from archive_service.domain.access import Role
from archive_service.domain.local_time import local_day
from tests.api.house import PASSWORD, House, build, paper, said
from tests.api.retention_answers import award
from tests.web.visitor import Visitor, signed_in

RULE: dict[str, Any] = {
    "code": "giay-khen", "name": "Giấy khen", "types": "GK", "keeps": "years", "years": "10", "action": "review",
    "source": "Mẫu vận dụng TT09", "article": "14.1", "mark": "secondary",
}  # fmt: skip
SIGNED = b"%PDF-1.4 signed paper"
TOKEN = re.compile(r'name="csrf[-_]token" (?:content|value)="[^"]+"')
"""Of a page: it tells the second in which it was made."""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house whose rule was proposed and approved on the pages, with four records of 2010."""
    built = build(tmp_path_factory.mktemp("retention") / "house", RETENTION_BACKUP_DAYS="0")
    operator = local_operator(built.archive)
    built.archive.accounts.create(operator, "leader", "Lãnh đạo Mẫu", PASSWORD, [(Role.LEADER, "DB-YT")])
    for words in ("một", "hai", "ba", "bốn"):
        built.records[words] = award(built, f"Giấy khen {words}")
    yield built
    built.archive.close()


def place_of(answer: TestResponse) -> str:
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def step(visitor: Visitor, page: str, name: str, **more: Any) -> TestResponse:
    fields: dict[str, Any] = {
        "number": "1-BB/HĐ",
        "day": f"{local_day(datetime.now(UTC)):%d/%m/%Y}",
        "document": (io.BytesIO(SIGNED), "bien ban.pdf"),
    }
    return visitor.send(f"{page}/steps/{name}", page=page, **{**fields, **more})


def test_a_rule_shows_what_it_would_move_and_another_person_approves(kept: House) -> None:
    archivist, leader = signed_in(kept, "archivist"), signed_in(kept, "leader")
    rules = "/retention/rules"
    assert "Chưa có quy tắc nào" in archivist.open(rules).text
    wrong = archivist.send(rules, page=rules, **{**RULE, "years": "90"})
    assert wrong.status_code == 422
    assert 'value="giay-khen"' in wrong.text  # what was typed is not lost
    page = place_of(archivist.send(rules, page=rules, **RULE))
    shown = archivist.open(page).text
    assert "4 tài liệu bạn được xem sẽ đổi" in shown
    assert "người khác có quyền sẽ duyệt" in shown
    assert archivist.send(f"{page}/decision", page=page, verdict="approve").status_code == 422
    assert place_of(leader.send(f"{page}/decision", page=page, verdict="approve"))
    kept.index()
    listed = leader.open(rules).text
    assert "theo nguồn thứ cấp, cần đối chiếu" in listed
    assert "từ hết năm công việc kết thúc" in listed
    assert archivist.open("/retention").text.count('name="record"') == 4
    assert archivist.open("/retention?year=2020").text.count('name="record"') == 0
    assert archivist.open("/retention?unit=CB-B").text.count('name="record"') == 0
    assert archivist.open("/retention?days=90&year=2021").text.count('name="record"') == 4


def test_the_record_says_until_when_it_is_kept_and_why(kept: House) -> None:
    record = kept.records["bốn"]
    secretary = signed_in(kept, "secretary_a", english=True)
    assert "Its period ended before 01/01/2021" in secretary.open(f"/records/{record}").text
    why = secretary.open(f"/retention/records/{record}").text
    assert "The work ended in 2010, plus 10 years: kept through 2020-12-31" in why
    assert "Put it on a list for review." in why
    stranger = signed_in(kept, "secretary_b")
    never = f"rec_{'0' * 26}"
    hidden, unknown = (stranger.open(f"/retention/records/{each}") for each in (record, never))
    told = TOKEN.sub("", hidden.text).replace(record, "")
    assert (hidden.status_code, told) == (404, TOKEN.sub("", unknown.text).replace(never, ""))


def test_a_hold_is_placed_with_its_document_and_lifted_by_another(kept: House) -> None:
    auditor, leader = signed_in(kept, "auditor"), signed_in(kept, "leader")
    record = kept.records["ba"]
    form: dict[str, Any] = {"reason": "Thanh tra", "authority": "UBKT", "document": "5-QĐ/UBKT"}
    nothing = auditor.send("/holds", page="/holds", **form)
    assert nothing.status_code == 422
    assert 'value="Thanh tra"' in nothing.text
    assert "Chưa chọn tài liệu hoặc hồ sơ nào." in nothing.text
    hold = place_of(auditor.send("/holds", page="/holds", **form, papers=f"http://here/records/{record}"))
    assert "Giấy khen ba" in auditor.open(hold).text
    assert "Đang bị giữ, không được hủy." in leader.open(f"/records/{record}").text
    assert "đang bị giữ" in leader.open("/retention").text
    long = auditor.send(f"{hold}/lift-request", page=hold, reason="x" * 501)
    assert (long.status_code, f'value="{"x" * 501}"' in long.text) == (422, True)
    assert place_of(auditor.send(f"{hold}/lift-request", page=hold, reason="Xong"))
    assert "Gỡ lệnh giữ</button>" not in auditor.open(hold).text
    alone = auditor.send(f"{hold}/lift", page=hold)
    assert alone.status_code == 422
    assert "Giấy khen ba" in alone.text  # the page of the hold itself, with the sentence
    assert place_of(leader.send(f"{hold}/lift", page=hold))
    kept.index()
    assert "Thanh tra" in leader.open("/holds?lifted=yes").text
    assert "Thanh tra" not in leader.open("/holds").text


def test_a_choice_that_is_refused_comes_back_with_the_list_as_it_was(kept: House) -> None:
    archivist, record = signed_in(kept, "archivist"), kept.records["bốn"]
    narrowed = "/retention?unit=CB-A&year=2021&days=90"
    assert 'action="/dispositions?unit=CB-A&amp;year=2021&amp;days=90"' in archivist.open(narrowed).text
    form: dict[str, Any] = {"title": "Đợt 2", "account": "Giấy khen của chi bộ", "which": "chosen"}
    place = narrowed.replace("/retention", "/dispositions")
    nothing = archivist.send(place, page=narrowed, **form)
    assert nothing.status_code == 422
    for kept_words in ("Chưa chọn tài liệu hoặc hồ sơ nào.", 'value="Đợt 2"', "Giấy khen của chi bộ</textarea>",
                       'value="CB-A" selected', 'value="2021"', 'value="90" selected'):  # fmt: skip
        assert kept_words in nothing.text
    untitled = archivist.send(place, page=narrowed, **{**form, "title": " ", "record": record})
    assert (untitled.status_code, f'value="{record}" checked' in untitled.text) == (422, True)


def test_a_list_goes_from_the_first_click_to_its_certificate(kept: House) -> None:
    archivist, leader = signed_in(kept, "archivist"), signed_in(kept, "leader")
    gone, extended = kept.records["một"], kept.records["hai"]
    page = place_of(
        archivist.send("/dispositions", page="/retention", title="Đợt 1", which="chosen", record=[gone, extended])
    )
    assert "Việc tiếp theo: Quyết định lập hội đồng" in archivist.open(page).text
    assert "Bạn không làm bước này được." in leader.open(page).text
    for kind, begins in (("docx", b"PK"), ("pdf", b"%PDF")):
        assert archivist.open(f"{page}/forms/list.{kind}").data.startswith(begins)
    council = {"chair": "Nguyễn Văn An, Phó Bí thư", "secretary": "Trần Thị Bình", "members": "Lê Văn Cường\n"}
    lacking = step(archivist, page, "founding", chair="Nguyễn Văn An", number="1-QĐ/ĐU")
    assert lacking.status_code == 422
    assert 'value="1-QĐ/ĐU"' in lacking.text  # what was typed is not lost
    assert place_of(step(archivist, page, "submission", number="1-TTr/ĐU"))
    assert place_of(step(archivist, page, "founding", **council))
    assert "Lê Văn Cường" in archivist.open(page).text
    views: dict[str, Any] = {
        "item": [gone, extended],
        "outcome": ["destroy", "extend"],
        "years": ["", "5"],
        "dissent": ["", "Đồng chí Cường đề nghị hủy"],
        "overruled": ["", "còn tra cứu"],
    }
    wrong = step(archivist, page, "council", **{**views, "years": ["", ""]})
    assert wrong.status_code == 422
    assert "extend_years" in wrong.text
    assert 'value="còn tra cứu"' in wrong.text  # nor what the council said
    assert "chọn lại tệp" in wrong.text
    missing = step(archivist, page, "council", **{**views, "document": (io.BytesIO(), "")})
    assert "Chưa đính kèm văn bản đã ký" in missing.text
    assert step(archivist, page, "superior").status_code == 409
    assert place_of(archivist.send(f"{page}/views", page=page, **views))
    weighed = archivist.open(page).text
    assert 'value="Đồng chí Cường đề nghị hủy"' in weighed
    assert 'value="còn tra cứu"' in weighed
    assert archivist.open(f"{page}/forms/minutes.pdf").data.startswith(b"%PDF")
    assert archivist.open(f"{page}/forms/handover.pdf").status_code == 409
    assert place_of(step(archivist, page, "council", **views))
    assert place_of(step(archivist, page, "superior", number="2-CV/TU"))
    assert step(archivist, page, "decision").status_code == 403
    assert place_of(step(leader, page, "decision", number="3-QĐ/ĐU"))
    assert archivist.send(f"{page}/execution", page=page).status_code == 409
    assert "Người giữ kho bàn giao" in archivist.open(page).text
    one = step(archivist, page, "handover", number="4-BB", keeper="Trần Thị Bình", destroyer="Trần Thị Bình")
    assert (one.status_code, one.text.count('value="Trần Thị Bình"')) == (422, 2)
    assert place_of(step(archivist, page, "handover", number="4-BB", keeper="Trần Thị Bình", destroyer="Phạm Văn Dũng"))
    shown = archivist.open(page).text
    assert "gia hạn 5 năm" in shown
    assert "còn tra cứu" in shown
    paper = re.search(r'href="(/dispositions/[^"]+/papers/[^"]+)"', shown)
    assert paper is not None
    assert archivist.open(paper[1]).data == SIGNED
    assert place_of(archivist.send(f"{page}/execution", page=page))
    kept.index()
    assert "1 trên 1 tài liệu đã hủy" in archivist.open(page).text
    assert archivist.send(f"{page}/closing", page=page).status_code == 409
    assert archivist.open(f"{page}/forms/certificate.pdf").data.startswith(b"%PDF")
    assert place_of(step(archivist, page, "certificate", number="5-BB"))
    assert place_of(archivist.send(f"{page}/closing", page=page))
    assert "đã kết thúc" in archivist.open(page).text
    _gone_for_some_and_unknown_to_others(kept, gone)


def _gone_for_some_and_unknown_to_others(kept: House, record: str) -> None:
    for login in ("archivist", "leader", "auditor"):
        answer = signed_in(kept, login).open(f"/records/{record}")
        assert answer.status_code == 410
        assert "3-QĐ/ĐU" in answer.text
        assert "Giấy khen một" in signed_in(kept, login).open("/tombstones?q=mot+giay+khen&unit=CB-A").text
    leader = signed_in(kept, "leader")
    for nowhere in ("q=voi+ma+mut", "q=giay+khen&unit=CB-B"):
        assert "Không có tài liệu nào bị hủy mang những chữ này." in leader.open(f"/tombstones?{nowhere}").text
    assert 'href="/tombstones?q=giay+khen&amp;unit=CB-A"' in leader.open("/search?q=giay+khen&unit=CB-A").text
    for login in ("secretary_a", "secretary_b", "administrator"):
        visitor, never = signed_in(kept, login), f"rec_{'0' * 26}"
        for path in ("/records/{}", "/retention/records/{}", "/records/{}/files/a.pdf", "/records/{}/edit"):
            hidden, unknown = (visitor.open(path.format(each)) for each in (record, never))
            assert hidden.status_code == 404
            assert TOKEN.sub("", hidden.text).replace(record, "") == TOKEN.sub("", unknown.text).replace(never, "")


@pytest.mark.parametrize("login", ["secretary_a", "administrator"])
def test_who_may_not_see_retention_finds_no_door(kept: House, login: str) -> None:
    visitor = signed_in(kept, login)
    assert 'href="/retention"' not in visitor.open("/").text
    for path in ("/retention", "/holds", "/dispositions", "/tombstones"):
        assert visitor.open(path).status_code == 403


def test_every_page_has_its_style_and_no_inline_script(kept: House) -> None:
    visitor = signed_in(kept, "archivist")
    for path in ("/retention", "/holds", "/dispositions", "/retention/rules", "/tombstones"):
        text = visitor.open(path).text
        assert "retention.css" in text
        assert "<style" not in text
        assert "onclick" not in text


def test_the_day_a_paper_ceased_to_be_in_force_is_noted_on_its_page(kept: House) -> None:
    archivist, leader, page = signed_in(kept, "archivist"), signed_in(kept, "leader"), "/retention/rules"
    until: dict[str, Any] = {
        **RULE,
        "code": "nghi-dinh",
        "name": "Nghị định",
        "types": "NĐ",
        "keeps": "until_event",
        "years": "",
    }
    rule = place_of(archivist.send(page, page=page, **until))
    assert place_of(leader.send(f"{rule}/decision", page=rule, verdict="approve"))
    content = paper(kept.settings.data_dir.parent, "Nghị định")
    fields: dict[str, Any] = {"unit": "CB-A", "type": "NĐ", "title": "Nghị định mẫu", "date": "2010-05-05"}
    record = said(kept.client("archivist").deposit(content, "nghi dinh.pdf", **fields))["id"]
    page, noting = f"/retention/records/{record}", f"/retention/records/{record}/end-of-force"
    assert "Ghi nhận ngày hết hiệu lực</summary>" in archivist.open(page).text
    for login in ("leader", "secretary_a"):
        other = signed_in(kept, login)
        assert "/end-of-force" not in other.open(page).text
        assert other.send(noting, page=page, version="1", day="30/06/2022", document="x").status_code == 403
    form: dict[str, Any] = {"version": "1", "day": "30/06/2022", "document": "30/2022/NĐ-CP"}
    early = archivist.send(noting, page=page, **{**form, "day": "04/05/2010"})
    assert (early.status_code, 'value="04/05/2010"' in early.text, "30/2022" in early.text) == (422, True, True)
    assert "Tài liệu không thể hết hiệu lực ngày" in early.text
    assert archivist.send(noting, page=page, **{**form, "version": "x"}).status_code == 422
    assert place_of(archivist.send(noting, page=page, **form))
    shown = archivist.open(page).text
    assert "Hết hiệu lực ngày 30/06/2022: giữ hết 31/12/2022, xem xét từ 01/01/2023." in shown
    assert "30/06/2022, theo 30/2022/NĐ-CP" in shown
    assert "Sửa ngày hết hiệu lực</summary>" in shown
    late = archivist.send(noting, page=page, **{**form, "day": "01/07/2022"})
    assert (late.status_code, 'name="version" value="2"' in late.text) == (409, True)
    assert "/end-of-force" not in archivist.open(f"/retention/records/{kept.records['bốn']}").text
