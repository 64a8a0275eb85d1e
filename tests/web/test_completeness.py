"""The matrix on its pages: words beside signs, sheets to take away, nothing of other cells."""

from __future__ import annotations

import io
import re
from typing import Any

import pypdfium2
from openpyxl import load_workbook

from tests.api.house import House
from tests.web.visitor import signed_in


def test_the_matrix_says_in_words_what_it_shows_in_colours(house: House) -> None:
    page = signed_in(house, "auditor").open("/completeness?from=01/2022&to=03/2022")
    assert page.status_code == 200
    assert "Chi bộ Tổ dân phố số 8" in page.text
    assert 'class="unseen">thiếu' in page.text
    assert "quý 1/2022" in page.text


def test_without_months_the_last_year_is_shown(house: House) -> None:
    page = signed_in(house, "auditor", english=True).open("/completeness")
    assert page.status_code == 200
    assert "Completeness of the cells’ records" in page.text


def test_a_slot_and_a_month_explain(house: House) -> None:
    visitor = signed_in(house, "secretary_a")
    unit = house.archive.units.register().by_code("CB-A")
    other = house.archive.units.register().by_code("CB-B")
    assert unit is not None
    assert other is not None
    slot = visitor.open(f"/completeness/slot?unit={unit.id}&period=2022-03")
    assert "Biên bản sinh hoạt thường kỳ" in slot.text
    assert "theo thông lệ của kho" in slot.text
    month = visitor.open("/completeness/month?month=03/2022")
    assert unit.name in month.text
    assert other.name not in month.text
    hidden = visitor.open(f"/completeness/slot?unit={other.id}&period=2022-03")
    nowhere = visitor.open("/completeness/slot?unit=unit_0&period=2022-03")
    assert hidden.status_code == nowhere.status_code == 422


def test_sheets_open_in_other_programs(house: House) -> None:
    visitor = signed_in(house, "auditor")
    book = visitor.open("/completeness/sheet.xlsx?from=01/2022&to=12/2022")
    page = load_workbook(io.BytesIO(book.data)).active
    assert page is not None
    assert "auditor" in str(page["A4"].value)
    printed = visitor.open("/completeness/sheet.pdf?from=01/2022&to=12/2022")
    assert "12/2022" in pypdfium2.PdfDocument(printed.data)[0].get_textpage().get_text_bounded()
    assert visitor.open("/completeness/sheet.exe").status_code == 422


def test_a_month_that_is_none_is_told(house: House) -> None:
    refused = signed_in(house, "auditor").open("/completeness?from=2022")
    assert refused.status_code == 422
    assert "2022" in refused.text


def test_a_reason_is_proposed_by_one_and_approved_by_another(house: House) -> None:
    secretary, archivist = signed_in(house, "secretary_a"), signed_in(house, "archivist")
    unit = house.archive.units.register().by_code("CB-A")
    assert unit is not None
    page = f"/completeness/slot?unit={unit.id}&period=2020-04"
    asked: dict[str, Any] = {"unit": unit.id, "period": "2020-04", "reason": "Cách ly toàn xã hội"}
    refused = secretary.send("/completeness/slot", page=page, document="rec_never", **asked)
    assert refused.status_code == 422
    sent = secretary.send("/completeness/slot", page=page, document=f"/records/{house.records['CB-A']}", **asked)
    assert sent.status_code == 302
    assert "/approve" not in secretary.open(page).text
    shown = archivist.open(page).text
    step = re.search(r'action="(/completeness/excuses/[^"]+/approve)"', shown)
    assert step is not None
    assert archivist.send(step[1], page=page).status_code == 302
    assert "có lý do" in secretary.open(page).text
    assert archivist.send(step[1].replace("approve", "destroy"), page=page).status_code == 404
