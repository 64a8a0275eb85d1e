"""Two people at one page: who comes second is told, and finds what they typed, over what the first one left."""

from __future__ import annotations

import re
from typing import Any

from tests.api.house import House
from tests.web.visitor import Visitor, signed_in


def filled(visitor: Visitor, path: str) -> dict[str, Any]:
    """What the form holds as it is shown."""
    page = visitor.open(path).text
    fields: dict[str, Any] = dict(re.findall(r'<input[^>]* name="(\w+)"[^>]* value="([^"]*)"', page))
    for name, options in re.findall(r'<select[^>]* name="(\w+)">(.*?)</select>', page, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        fields[name] = chosen[1] if chosen else ""
    return {name: value for name, value in fields.items() if name != "csrf_token"}


def test_who_edits_a_record_second_loses_nothing_and_overwrites_nothing_unseen(own_house: House) -> None:
    record_id = own_house.records["CB-A"]
    path = f"/records/{record_id}/edit"
    first, second = signed_in(own_house, "archivist"), signed_in(own_house, "archivist", english=True)
    seen = filled(second, path)
    theirs = {**filled(first, path), "title": "Nghị quyết của người thứ nhất", "symbol": "7-NQ/CB", "reason": "sai số"}
    assert first.send(path, page=path, **theirs).status_code == 302
    mine = {**seen, "title": "Nghị quyết của người thứ hai", "date": "06/02/2026", "reason": "sai ngày"}
    late = second.send(path, page=path, **mine)
    assert late.status_code == 409
    assert "Somebody else has changed this in the meantime." in late.text
    assert 'value="Nghị quyết của người thứ hai"' in late.text
    assert "Somebody else has just put “Nghị quyết của người thứ nhất”" in late.text
    for kept in ('value="06/02/2026"', 'value="sai ngày"', 'value="7-NQ/CB"', 'name="version" value="2"'):
        assert kept in late.text, kept
    again = {**mine, "symbol": "7-NQ/CB", "version": "2"}
    assert second.send(path, page=path, **again).status_code == 302
    archivist = own_house.archive.accounts.actor_with_token(own_house.tokens["archivist"], "cli")
    about = own_house.archive.retrieve.record(archivist, record_id).record.description
    assert (about.title, about.symbol) == ("Nghị quyết của người thứ hai", "7-NQ/CB")


def test_a_field_that_cannot_be_comes_back_as_it_was_typed(own_house: House) -> None:
    path = f"/records/{own_house.records['CB-A']}/edit"
    visitor = signed_in(own_house, "archivist")
    wrong = {**filled(visitor, path), "title": "Tên gõ dài mà không mất", "date": "31/02/2026", "reason": "sửa ngày"}
    refused = visitor.send(path, page=path, **wrong)
    assert refused.status_code in {400, 422}
    for kept in ('value="Tên gõ dài mà không mất"', 'value="31/02/2026"', 'value="sửa ngày"'):
        assert kept in refused.text, kept
