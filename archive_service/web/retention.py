"""Until when papers are kept: what is due, why a record is kept, and the register of rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from archive_service import http
from archive_service.domain.access import Act, Actor, RecordFacts, may, may_anywhere
from archive_service.domain.end_of_force import EndOfForce
from archive_service.domain.errors import ArchiveError, BadField, NotFound, NotPermitted
from archive_service.domain.records import RecordClass, parse_day
from archive_service.domain.retention import (
    PERIOD_KINDS,
    AppliesTo,
    FinalAction,
    KeepKind,
    LegalSource,
    RetentionPeriod,
    RetentionRule,
    RuleState,
    SourceMark,
)
from archive_service.retention_profile import load_profile
from archive_service.retention_words import Told, explained, mark_words, period_words, state_words
from archive_service.sentences import sentence_of
from archive_service.services.dossiers import KINDS
from archive_service.web.sessions import actor, signed_in
from archive_service.wire_retention import due_cursor, read_due_cursor

blueprint = Blueprint("retention", __name__, url_prefix="/retention")
PAGE_SIZE = 200
SOON_DAYS = (0, 90, 365)
_IN_FORCE_ONCE = frozenset({RuleState.RULE_APPROVED, RuleState.RULE_SUPERSEDED})
_NARROWED = ("unit", "year", "days", "after")
_WEIGHED = 400
"""So many candidates of a proposed rule are looked at for one page."""
_NOBODY_YET = datetime(1970, 1, 1, tzinfo=UTC)


@blueprint.get("")
@signed_in
def due() -> str:
    """What is due for review, the longest overdue first; chosen records go on a list."""
    return due_page()


def due_page(told: tuple[str, str] | None = None) -> str:
    """The list of what is due, narrowed as its address says; after a refusal with what was chosen and typed."""
    reader, archive, args = actor(), http.archive(), request.args
    try:
        after = read_due_cursor(args["after"]) if args.get("after") else None
    except ValueError:
        raise BadField(field="after", value=args["after"][:40]) from None
    year, days = args.get("year", ""), args.get("days", "0")
    found = archive.retention.due(
        reader, unit=args.get("unit") or None,
        year=int(year) if year.isdecimal() and year.isascii() and 1900 <= int(year[:5]) <= 9998 else None,
        within_days=int(days) if days in map(str, SOON_DAYS) else 0, after=after, limit=PAGE_SIZE,
    )  # fmt: skip
    today = archive.units.today()
    units = sorted(archive.units.reached(reader), key=lambda unit: unit.name)
    rules = {rule.id: rule for rule in archive.rules.list(reader)}
    return render_template(
        "retention_due.html", found=found, units=units, soon=SOON_DAYS, today=today, rules=rules, args=args,
        told=told, form=request.form, narrowed={name: args[name] for name in _NARROWED if name in args},
        next=due_cursor(found[-1]) if len(found) == PAGE_SIZE else None,
        may_propose=may_anywhere(reader, Act.DISPOSE),
    )  # fmt: skip


@blueprint.get("/records/<record_id>")
@signed_in
def explanation(record_id: str) -> str:
    """Why a record is kept until when: rule, clause, trigger, arithmetic, holds, dossier, next step."""
    return _explanation_page(record_id)


@blueprint.post("/records/<record_id>/end-of-force")
@signed_in
def note_end_of_force(record_id: str) -> Response | tuple[str, int]:
    """Note since when the paper is no longer in force; what is refused comes back as it was filled in."""
    form = {name: request.form.get(name, "")[:400].strip() for name in ("version", "day", "document")}
    try:
        if not (form["version"].isdecimal() and form["version"].isascii() and len(form["version"]) < 8):
            raise BadField(field="version", value=form["version"][:20])
        end = EndOfForce(parse_day(form["day"]), form["document"])
        http.archive().ends_of_force.note(actor(), record_id, end, expected_version=int(form["version"]))
    except (NotFound, NotPermitted):
        raise
    except ArchiveError as error:
        return _explanation_page(record_id, form, told=sentence_of(error, http.language())), http.status_of(error)
    return redirect(url_for("retention.explanation", record_id=record_id))


def _explanation_page(
    record_id: str, form: Mapping[str, str] | None = None, told: tuple[str, str] | None = None
) -> str:
    reader, archive = actor(), http.archive()
    entry = archive.retrieve.record(reader, record_id)
    decision = archive.retention.explain(reader, record_id)
    weighed = archive.retrieve.list_some(reader, [each.record_id for each in decision.reckonings[:PAGE_SIZE]])
    about = entry.record.description
    return render_template(
        "retention_record.html", entry=entry, decision=decision, lines=explained(decision), weighed=weighed,
        period_words=period_words, told=told, form=form, today=archive.units.today(),
        may_note=decision.ends_with_force and may(reader, Act.DESCRIBE, RecordFacts.of(about)),
        dossier=archive.dossiers.find(reader, about.dossier_id) if about.dossier_id else None,
        may_hold=may(reader, Act.HOLD_RECORDS, RecordFacts.of(about)),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Keeping:
    """Until when a record is kept, in one sentence; `held` while a hold stands over it."""

    line: Told
    held: bool


def keeping_of(reader: Actor, record_id: str) -> Keeping | None:
    """What the page of a record says of its retention; None until it was decided."""
    seen = http.archive().retention.glance(reader, record_id)
    if seen is None:
        return None
    return Keeping(state_words(seen.state, f"{seen.review_from:%d/%m/%Y}" if seen.review_from else ""), seen.held)


# ---------------------------------------------------------------------------- rules


@blueprint.get("/rules")
@signed_in
def rules() -> str:
    """Every rule: its period, its clock, its source with article and mark."""
    return _rules_page({})


@blueprint.post("/rules")
@signed_in
def propose() -> Response | tuple[str, int]:
    """Propose one rule from the form; what it would move is shown next."""
    form = {name: request.form.get(name, "")[:400].strip() for name in _FIELDS}
    try:
        proposed = http.archive().rules.propose(actor(), [_rule(form)])
    except NotPermitted:
        raise
    except ArchiveError as error:
        return _rules_page(form, told=sentence_of(error, http.language())), http.status_of(error)
    if not proposed:
        return redirect(url_for("retention.rules"))
    return redirect(url_for("retention.rule", rule_id=proposed[0].id))


@blueprint.post("/rules/profile")
@signed_in
def propose_profile() -> Response:
    """Propose the rules of the shipped profile."""
    http.archive().rules.propose(actor(), load_profile())
    return redirect(url_for("retention.rules"))


@blueprint.get("/rules/<rule_id>")
@signed_in
def rule(rule_id: str) -> str:
    """A rule, and while it waits every record whose date it would move."""
    return _rule_page(rule_id)


def _rule_page(rule_id: str, told: tuple[str, str] | None = None) -> str:
    reader, archive = actor(), http.archive()
    known = archive.rules.list(reader)
    found = next((each for each in known if each.id == rule_id), None)
    if found is None:
        raise NotFound
    waiting = found.state is RuleState.RULE_PROPOSED and may_anywhere(reader, Act.SEE_RETENTION)
    moved = (
        archive.rules.what_if(reader, rule_id, after=request.args.get("after") or None, limit=_WEIGHED)
        if waiting
        else None
    )
    entries = archive.retrieve.list_some(reader, [each.record_id for each in moved.moved]) if moved else {}
    return render_template(
        "retention_rule.html", rule=found, told=told, moved=moved, entries=entries, me=reader.user_id,
        before=next((each for each in known if each.id == found.supersedes), None),
        successor=next((each for each in known if each.supersedes == found.id and each.state in _IN_FORCE_ONCE), None),
        may_decide=may_anywhere(reader, Act.APPROVE_RETENTION), period_words=period_words, mark_words=mark_words,
        names=_names([found.proposed_by, found.decided_by]),
    )  # fmt: skip


@blueprint.post("/rules/<rule_id>/decision")
@signed_in
def decide(rule_id: str) -> Response | tuple[str, int]:
    """Approve or refuse what somebody else proposed."""
    verdict = request.form.get("verdict", "")
    if verdict not in ("approve", "refuse"):
        raise BadField(field="verdict", value=verdict[:20])
    try:
        http.archive().rules.decide(actor(), rule_id, approve=verdict == "approve")
    except (NotFound, NotPermitted):
        raise
    except ArchiveError as error:
        return _rule_page(rule_id, told=sentence_of(error, http.language())), http.status_of(error)
    return redirect(url_for("retention.rule", rule_id=rule_id))


def _rules_page(form: dict[str, str], told: tuple[str, str] | None = None) -> str:
    reader = actor()
    known = http.archive().rules.list(reader)
    by_state = {state.value: [each for each in known if each.state is state] for state in RuleState}
    return render_template(
        "retention_rules.html", by_state=by_state, form=form, told=told, period_words=period_words,
        mark_words=mark_words, may_propose=may_anywhere(reader, Act.PROPOSE_RETENTION), keeps=list(KeepKind),
        marks=list(SourceMark), actions=list(FinalAction), classes=list(RecordClass), dossier_kinds=KINDS,
        period_kinds=sorted(PERIOD_KINDS), types=http.archive().types.document_types.values(),
    )  # fmt: skip


_FIELDS = (
    "code", "name", "keeps", "years", "action", "source", "article", "mark", "effective_from", "effective_to", "types",
    "record_class", "period_kind", "dossier_kind",
)  # fmt: skip


def _rule(form: dict[str, str]) -> RetentionRule:
    """The rule of the form. Raises BadField, ImpossibleDate."""
    for name, choices in (("keeps", set(KeepKind)), ("action", set(FinalAction)), ("mark", set(SourceMark))):
        if form[name] not in choices:
            raise BadField(field=name, value=form[name][:40])
    years = form["years"]
    if years and not (years.isdecimal() and years.isascii() and len(years) < 3):
        raise BadField(field="years", value=years[:20])
    types = frozenset(form["types"].replace(",", " ").split())
    if unknown := sorted(types - set(http.archive().types.document_types)):
        raise BadField(field="types", value=unknown[0][:40])
    if form["record_class"] and form["record_class"] not in set(RecordClass):
        raise BadField(field="class", value=form["record_class"][:40])
    return RetentionRule(
        id="", code=form["code"], name=form["name"],
        applies_to=AppliesTo(
            frozenset({RecordClass(form["record_class"])} if form["record_class"] else ()), types,
            frozenset({form["period_kind"]} if form["period_kind"] else ()), frozenset(),
            frozenset({form["dossier_kind"]} if form["dossier_kind"] else ()),
        ),
        period=RetentionPeriod(KeepKind(form["keeps"]), int(years) if years else None),
        source=LegalSource(form["source"], form["article"], SourceMark(form["mark"])), proposed_by="",
        proposed_at=_NOBODY_YET, action=FinalAction(form["action"]),
        effective_from=parse_day(form["effective_from"]) if form["effective_from"] else None,
        effective_to=parse_day(form["effective_to"]) if form["effective_to"] else None,
    )  # fmt: skip


def _names(user_ids: list[str | None]) -> dict[str, str]:
    if not may_anywhere(actor(), Act.SEE_RETENTION):
        return {}
    return http.archive().retention.names_of(actor(), user_ids)
