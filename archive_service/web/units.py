"""Units through time: the life of one drawn, events looked at before they are applied, and the picker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from archive_service import http
from archive_service.domain.access import Act, may_anywhere
from archive_service.domain.errors import ArchiveError, BadField, NotFound, NotPermitted
from archive_service.domain.records import parse_day
from archive_service.domain.unit_events import EventKind, UnitVersion
from archive_service.domain.units import UnitRegister
from archive_service.sentences import sentence_of
from archive_service.services.unit_requests import EventRequest, read_codes, read_made
from archive_service.web.sessions import actor, signed_in
from archive_service.wire_units import found_body

blueprint = Blueprint("units", __name__)
_SCALE = 1000
_FIELDS = (
    "kind", "day", "units", "into", "made", "name", "short_name", "code", "unit_kind", "parent", "survives", "document",
    "document_record",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bar:
    """A version as it is drawn: from `x`, `width` wide, in thousandths of the time that is shown."""

    version: UnitVersion
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class LifeLine:
    """The lives of a unit and of those before and after it over one scale of time, one line of bars for each."""

    first: date
    last: date
    lines: tuple[tuple[str, tuple[Bar, ...]], ...]


@blueprint.get("/units/<unit_id>")
@signed_in
def life(unit_id: str) -> str:
    """The versions of a unit on a line, and who came before and after it."""
    register = http.archive().units.register()
    if unit_id not in register.units.keys() & actor().units():
        raise NotFound
    unit = register.units[unit_id]
    kin = [each for each in register.lives.successions if unit_id in (each.before, each.after)]
    return render_template(
        "unit_life.html", unit=unit, versions=http.archive().units.life(actor(), unit_id), kin=kin,
        register=register, scale=_SCALE,
        life_line=drawn_life(register, unit_id, http.archive().units.today()),
        may_change=http.archive().units.keeps(actor(), unit_id), reached=actor().units(),
    )  # fmt: skip


def drawn_life(register: UnitRegister, unit_id: str, today: date) -> LifeLine:
    """The life of the unit between those before it and those after it; what is not known begins or ends at the edge."""
    before = {each.before for each in register.lives.successions if each.after == unit_id}
    after = {each.after for each in register.lives.successions if each.before == unit_id}
    lines = {each: register.lives.versions[each] for each in (*sorted(before), unit_id, *sorted(after))}
    known = [day for versions in lines.values() for v in versions for day in (v.valid_from, v.valid_to) if day]
    first, last = min([*known, today]) - timedelta(days=365), max([*known, today]) + timedelta(days=30)
    scale = _SCALE / (last - first).days

    def bar(version: UnitVersion) -> Bar:
        start, end = (
            round((day - first).days * scale) for day in (version.valid_from or first, version.valid_to or last)
        )
        return Bar(version, start, max(end - start, 4))

    return LifeLine(first, last, tuple((each, tuple(map(bar, versions))) for each, versions in lines.items()))


@blueprint.get("/units/found")
@signed_in
def found() -> Response:
    """What the picker offers while one types: units by any name, code or alias."""
    units = http.archive().units
    body = found_body(units.find(actor(), request.args.get("q", "")[:200]), units.register())
    return Response(body.model_dump_json(), content_type="application/json")


@blueprint.get("/units/event")
@signed_in
def form() -> str:
    """An empty form for an event, or one begun from a unit."""
    return _form_page({"kind": "rename", **{name: request.args[name] for name in _FIELDS if request.args.get(name)}})


@blueprint.post("/units/event")
@signed_in
def event() -> AnyResponse | tuple[str, int] | str:
    """Show what the event will change; or apply what was shown, at the version of the register that was shown."""
    entered = {name: request.form.get(name, "")[:2000] for name in _FIELDS}
    units = http.archive().units
    try:
        asked = _asked(entered)
        if request.form.get("apply") != "yes":
            return _form_page(entered, preview=units.preview(actor(), asked))
        seen = request.form.get("expected_version", "")
        if not seen.isdecimal() or len(seen) > 9:
            raise BadField(field="expected_version", value=seen[:20])
        applied = units.apply(actor(), asked, expected_version=int(seen))
    except NotPermitted:
        raise
    except ArchiveError as error:
        return _form_page(entered, told=sentence_of(error, http.language())), http.status_of(error)
    return redirect(url_for("units.recorded", place=len(applied.history.events), now="yes"))


@blueprint.get("/units/events/<int:place>")
@signed_in
def recorded(place: int) -> str:
    """What an event changed, by its place among all events; right after it was recorded, also that it was."""
    units = http.archive().units
    register, event = units.register(), units.recorded(actor(), place)
    return render_template(
        "unit_event_recorded.html", event=event, newest=place == len(register.history.events),
        now=request.args.get("now") == "yes", version=register.version, reached=actor().units(),
    )  # fmt: skip


def _asked(entered: dict[str, str]) -> EventRequest:
    if entered["kind"] not in set(EventKind):
        raise BadField(field="kind", value=entered["kind"][:40])
    return EventRequest(
        EventKind(entered["kind"]), parse_day(entered["day"]), named_units(entered["units"]),
        named_units(entered["into"]),
        read_made(entered["made"].replace("\n", "|")), entered["name"] or None, entered["short_name"] or None,
        entered["code"] or None, entered["unit_kind"] or None, next(iter(named_units(entered["parent"])), None),
        entered["survives"] == "yes", entered["document"], entered["document_record"] or None,
    )  # fmt: skip


def named_units(text: str) -> tuple[str, ...]:
    """The ids of units as people write them: codes, or names that only one unit fits. Raises UnknownUnit."""
    return tuple(http.archive().units.meant(actor(), part).id for part in read_codes(text))


def _form_page(entered: dict[str, str], *, preview: object | None = None, told: tuple[str, str] | None = None) -> str:
    if not may_anywhere(actor(), Act.MANAGE_UNITS):
        raise NotPermitted
    register = http.archive().units.register()
    kinds = sorted({"cell", "committee", *(unit.kind for unit in register.units.values())})
    return render_template(
        "unit_event.html", entered=entered, preview=preview, told=told, kinds=list(EventKind), unit_kinds=kinds
    )
