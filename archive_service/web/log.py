"""The log and the receipts of searches."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from archive_service import http
from archive_service.domain.audit import UNIT_FACT
from archive_service.domain.errors import ImpossibleDate, NotFound, UnknownUnit
from archive_service.domain.records import parse_day
from archive_service.http import downloads
from archive_service.services.act_words import ACT_GROUPS, ACT_WORDS
from archive_service.services.audit import AuditQuestion
from archive_service.services.spreadsheet import audit_csv
from archive_service.web.labels import day, label, period, unit_name
from archive_service.web.log_labels import FILTER_LABELS, VALUE_LABELS
from archive_service.web.sessions import actor, signed_in

blueprint = Blueprint("log", __name__)
PAGE_SIZE = 50
_DIGEST = re.compile("([0-9a-f]{16})[0-9a-f]{48,}")
_NARROWING = ("subject", "person", "act", "unit", "since", "until")


@blueprint.get("/audit")
@signed_in
def page() -> str:
    """The log, newest first, narrowed by person, act, record, unit and days."""
    question, mistakes = _question()
    before = request.args.get("before", "")
    events = http.archive().audit.page(
        actor(), question, before=int(before) if before.isdecimal() and len(before) < 16 else None, limit=PAGE_SIZE
    )
    narrowed = urlencode({name: request.args[name] for name in _NARROWING if request.args.get(name)})
    names = http.archive().audit.names(actor(), events)
    broken, broken_by = http.archive().grants.broken_glass(actor())
    return render_template(
        "audit.html", broken=broken, broken_by=broken_by, events=events, names=names,
        act_groups=ACT_GROUPS, known_acts=ACT_WORDS, args=request.args, question=question, mistakes=mistakes,
        narrowed=narrowed,
        told=_told_details, more=len(events) == PAGE_SIZE,
    )  # fmt: skip


@blueprint.get("/audit.csv")
@signed_in
def sheet() -> Response:
    """The same events as a table, however many they are."""
    archive = http.archive()
    events = archive.audit.rows(actor(), _question()[0])
    return downloads.send_sheet(audit_csv(events, archive.units.register()), "nhat-ky.csv")


@blueprint.get("/receipts/<number>")
@signed_in
def receipt(number: str) -> str:
    """What was asked in a search, when, and what was answered; on request whether it answers the same today."""
    if not number.isdecimal() or not number.isascii() or len(number) > 15:
        raise NotFound
    receipts = http.archive().receipts
    shown = receipts.show(actor(), int(number))
    again = receipts.repeat(actor(), int(number)) if request.args.get("again") == "yes" else None
    return render_template(
        "receipt.html", receipt=shown, again=again, own=shown.person == actor().user_id, filter_words=_filter_words,
    )  # fmt: skip


def _told_details(details: Mapping[str, object]) -> list[tuple[str, str]]:
    """The facts of an event as people say them, but for the unit, which has a column of its own."""
    return [(label("detail", name), _detail(name, value)) for name, value in details.items() if name != UNIT_FACT]


def _detail(name: str, value: object) -> str:
    """One fact: codes in words, lists without brackets, of a digest its beginning, anything else as it was noted."""
    if isinstance(value, Mapping):
        kind = "asked" if name == "filters" else "detail"
        return "; ".join(f"{label(kind, key)}: {_detail(key, inner)}" for key, inner in value.items())
    if isinstance(value, bool):
        return label("yes_no", "yes" if value else "no")
    if name in FILTER_LABELS or name.startswith(("date_", "period_")):
        return _filter_words(name, value)
    if isinstance(value, list | tuple):
        return ", ".join(_detail(name, each) for each in value)
    return _DIGEST.sub(r"\1…", _word(name, str(value)))


def _word(name: str, value: str) -> str:
    if name in ("unit", "unit_ids", "units", "results"):
        return unit_name(value) if value in actor().units() else value
    told = (label(kind, value) for kind in VALUE_LABELS.get(name, ()))
    return next((words for words in told if words != value), value)


def _filter_words(name: str, value: object) -> str:
    """What a search was narrowed to, as people say it."""
    values = [str(each) for each in value] if isinstance(value, list) else [str(value)]
    kind = FILTER_LABELS.get(name)
    if kind is not None:
        return ", ".join(label(kind, each) for each in values)
    if name in ("unit", "unit_ids"):
        return ", ".join(unit_name(each) for each in values)
    if name in ("period_from", "period_to"):
        return period(values[0])
    return day(date.fromisoformat(values[0])) if name in ("date_from", "date_to") else ", ".join(values)


def _question() -> tuple[AuditQuestion, list[str]]:
    """What the address asks for, and what of it could not be understood."""
    args, mistakes = request.args, []
    days: dict[str, date | None] = {"since": None, "until": None}
    for name in days:
        try:
            days[name] = parse_day(args[name]) if args.get(name) else None
        except ImpossibleDate:
            mistakes.append(args[name][:40])
    unit = None
    try:
        unit = http.archive().units.named(actor(), args["unit"]) if args.get("unit") else None
    except UnknownUnit:
        mistakes.append(args["unit"][:40])
    words = {name: args[name][:64] if args.get(name) else None for name in ("subject", "person", "act")}
    return AuditQuestion(unit_id=unit.id if unit else None, since=days["since"], until=days["until"], **words), mistakes
