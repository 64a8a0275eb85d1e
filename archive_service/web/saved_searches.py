"""The own saved searches: keep one from the search page, run it, forget it."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from archive_service import http
from archive_service.domain.access import Act, may_anywhere
from archive_service.domain.errors import BadField, Conflict
from archive_service.domain.saved_searches import MOST_SAVED, SavedSearch
from archive_service.sentences import sentence_of
from archive_service.web.language import translate
from archive_service.web.search_address import read_address
from archive_service.web.sessions import actor, signed_in

blueprint = Blueprint("saved_searches", __name__, url_prefix="/saved-searches")
# The filters that the search page has, by their names in its address.
_IN_THE_ADDRESS = {
    "date_from": "date_from", "date_to": "date_to", "period_from": "period_from", "period_to": "period_to",
    "years": "year",
    "record_classes": "class", "type_codes": "type", "lifecycles": "lifecycle", "dossier_id": "dossier",
    "number": "number", "retention": "retention",
}  # fmt: skip


@blueprint.get("")
@signed_in
def own() -> str:
    """All of one's own, with what is new in each."""
    return _page()


@blueprint.post("")
@signed_in
def save() -> str | Response | tuple[str, int]:
    """Keep the search of the address under a name."""
    asked = read_address()
    try:
        http.archive().saved_searches.save(
            actor(), request.form.get("name", ""), asked.text, asked.filters, unit_id=asked.unit_id,
            lineage=asked.lineage, retention=asked.retention, sort=asked.sort,
        )  # fmt: skip
    except Conflict as error:
        most = translate("Tên này đã có, hoặc đã đủ {most} câu tìm. Chọn tên khác hoặc xóa bớt.", most=MOST_SAVED)
        return _page((translate("Chưa lưu được câu tìm."), most)), http.status_of(error)
    except BadField as error:
        return _page(sentence_of(error, http.language())), http.status_of(error)
    return redirect(url_for("saved_searches.own"), 303)


@blueprint.post("/<search_id>/run")
@signed_in
def run(search_id: str) -> Response:
    """To the search page with everything that was asked; what there is now counts as seen."""
    return redirect(_address(http.archive().saved_searches.opened(actor(), search_id)), 303)


@blueprint.post("/<search_id>/remove")
@signed_in
def remove(search_id: str) -> Response:
    """Forget one."""
    http.archive().saved_searches.remove(actor(), search_id)
    return redirect(url_for("saved_searches.own"), 303)


def _page(told: tuple[str, str] | None = None) -> str:
    reader = actor()
    news, may_hold = http.archive().saved_searches.news(reader), may_anywhere(reader, Act.HOLD_RECORDS)
    return render_template("saved_searches.html", news=news, may_hold=may_hold, told=told)


def _address(kept: SavedSearch) -> str:
    values = [("q", kept.query), ("sort", kept.sort)]
    if kept.unit_id and (unit := http.archive().units.register().units.get(kept.unit_id)):
        values.append(("unit", unit.code))
        values += [] if kept.lineage else [("lineage", "no")]
    for name, value in kept.filters.items():
        words = value if isinstance(value, list | tuple) else [value]
        values += [(_IN_THE_ADDRESS[name], str(word)) for word in words if name in _IN_THE_ADDRESS]
    return url_for("search.results") + "?" + urlencode(values)
