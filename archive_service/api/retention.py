"""/rules, /due and why a record is kept: the register of rules, and what follows from it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated

from flask import Response, url_for
from pydantic import Field

from archive_service import http
from archive_service.api import asked
from archive_service.api.asked import DIGITS, ISO_DAY, PLAIN, RECORD_ID, TITLE, Asked, Limit, Nothing
from archive_service.api.endpoint import Answer, Call, Endpoint, PathPart, RequestBody, json_answer, read_json
from archive_service.domain.end_of_force import EndOfForce
from archive_service.domain.errors import BadField
from archive_service.domain.records import RecordClass
from archive_service.domain.retention import (
    AppliesTo,
    FinalAction,
    KeepKind,
    LegalSource,
    RetentionPeriod,
    RetentionRule,
    SourceMark,
)
from archive_service.wire_retention import (
    DueList,
    RetentionBody,
    RuleBody,
    RuleList,
    WhatIfBody,
    due_body,
    read_due_cursor,
    retention_body,
    rule_body,
    what_if_body,
)

RULE_ID = "^rul_[0-9a-hjkmnp-tv-z]{26}$"
_RULE = {"id": PathPart(RULE_ID, "The id of a rule.")}
_NOBODY_YET = datetime(1970, 1, 1, tzinfo=UTC)
_Text = Annotated[str, Field(min_length=1, max_length=300, pattern=TITLE)]
_Words = Annotated[tuple[Annotated[str, Field(min_length=1, max_length=40, pattern=PLAIN)], ...], Field(max_length=60)]


class RuleRequest(Asked):
    """A rule to be proposed; an empty list does not narrow. `years` (2 to 70) only when it keeps for years."""

    code: Annotated[str, Field(min_length=1, max_length=60, pattern="^[a-z0-9][a-z0-9-]*$")]
    name: _Text
    classes: tuple[RecordClass, ...] = ()
    types: _Words = ()
    period_kinds: _Words = ()
    unit_kinds: _Words = ()
    dossier_kinds: _Words = ()
    keeps: KeepKind
    years: Annotated[int, Field(ge=2, le=70)] | None = None
    action: FinalAction = FinalAction.REVIEW_TO_DESTROY
    source: _Text
    article: Annotated[str, Field(max_length=300, pattern=PLAIN)] = ""
    mark: SourceMark
    effective_from: Annotated[date, ISO_DAY] | None = None
    effective_to: Annotated[date, ISO_DAY] | None = None


class RulesRequest(Asked):
    rules: Annotated[tuple[RuleRequest, ...], Field(min_length=1, max_length=100)]


class RuleDecisionRequest(Asked):
    """What another person than who proposed the rule decides."""

    approve: bool


class EndOfForceRequest(Asked):
    """The first day on which the paper was no longer in force, and the paper that says so.

    `version` is the version of the record that was read.
    """

    version: Annotated[int, Field(ge=1, le=1_000_000)]
    day: Annotated[date, ISO_DAY]
    document: _Text


class WhatIfQuery(Asked):
    after: Annotated[str, Field(pattern=RECORD_ID, description="The id of the last record weighed.")] | None = None


class DueQuery(Asked):
    unit: Annotated[
        str | None,
        Field(min_length=1, max_length=64, description="Code or id of a unit: with what is below it.", pattern=PLAIN),
    ] = None
    year: Annotated[int, Field(ge=1900, le=9998, description="The year of the day of review."), DIGITS] | None = None
    days: Annotated[int, Field(ge=0, le=3650, description="Also what will be over in so many days."), DIGITS] = 0
    after: (
        Annotated[
            str, Field(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}_rec_[0-9a-z]{26}$", description="The `next` of a page.")
        ]
        | None
    ) = None
    limit: Limit = 50


def rules(call: Call[Nothing]) -> Response:
    """Every rule with its source and how well it is known, those that were superseded included."""
    return json_answer(RuleList(rules=tuple(map(rule_body, http.archive().rules.list(call.actor)))))


def propose(call: Call[Nothing]) -> Response:
    """Propose rules. One with the code of an approved rule is to supersede it; what is known already is left out."""
    sent = read_json(RulesRequest)
    proposed = http.archive().rules.propose(call.actor, [_rule(each) for each in sent.rules])
    return json_answer(RuleList(rules=tuple(map(rule_body, proposed))), 201, {"Location": url_for("api.rules")})


def _rule(sent: RuleRequest) -> RetentionRule:
    return RetentionRule(
        id="", code=sent.code, name=sent.name,
        applies_to=AppliesTo(
            frozenset(sent.classes), frozenset(sent.types), frozenset(sent.period_kinds), frozenset(sent.unit_kinds),
            frozenset(sent.dossier_kinds),
        ),
        period=RetentionPeriod(sent.keeps, sent.years), source=LegalSource(sent.source, sent.article, sent.mark),
        proposed_by="", proposed_at=_NOBODY_YET, action=sent.action, effective_from=sent.effective_from,
        effective_to=sent.effective_to,
    )  # fmt: skip


def what_if(call: Call[WhatIfQuery]) -> Response:
    """The records whose day of review a proposed rule would move, a thousand candidates at a time."""
    found = http.archive().rules.what_if(call.actor, call.path["id"], after=call.query.after)
    return json_answer(what_if_body(found))


def decide(call: Call[Nothing]) -> Response:
    """Approve or refuse a rule that another person proposed."""
    sent = read_json(RuleDecisionRequest)
    return json_answer(rule_body(http.archive().rules.decide(call.actor, call.path["id"], approve=sent.approve)))


def explain(call: Call[Nothing]) -> Response:
    """Until when a record is kept, and why: rule, clause, arithmetic, holds, dossier, next step."""
    decision = http.archive().retention.explain(call.actor, call.path["id"])
    return json_answer(retention_body(decision, http.language()))


def note_end_of_force(call: Call[Nothing]) -> Response:
    """Note the day on which a paper ceased to be in force, where a rule waits for it; noted again it is corrected."""
    wanted, archive = read_json(EndOfForceRequest), http.archive()
    end = EndOfForce(wanted.day, wanted.document)
    archive.ends_of_force.note(call.actor, call.path["id"], end, expected_version=wanted.version)
    return explain(call)


def due(call: Call[DueQuery]) -> Response:
    """Records whose period is over, the longest overdue first: a list for review, from the catalog."""
    archive, query = http.archive(), call.query
    try:
        after = read_due_cursor(query.after) if query.after else None
    except ValueError:
        raise BadField(field="after", value=query.after or "") from None
    found = archive.retention.due(
        call.actor, unit=query.unit, year=query.year, within_days=query.days, after=after, limit=query.limit
    )
    return json_answer(due_body(found, archive.units.register(), query.limit))


ENDPOINTS = (
    Endpoint(
        "GET", "/rules", "rules", "List retention rules", rules, Nothing,
        answers=(Answer(200, "All rules.", RuleList),),
    ),
    Endpoint(
        "POST", "/rules", "propose_rules", "Propose retention rules", propose, Nothing,
        answers=(Answer(201, "What is proposed now.", RuleList, headers={"Location": "The address of the list."}),),
        problems=(400, 403, 413, 415), body=RequestBody("application/json", RulesRequest),
    ),
    Endpoint(
        "GET", "/rules/{id}/what-if", "what_if", "See what a rule would move", what_if, WhatIfQuery,
        answers=(Answer(200, "What would move.", WhatIfBody),), problems=(403, 404), parts=_RULE,
    ),
    Endpoint(
        "POST", "/rules/{id}/decision", "decide_rule", "Approve or refuse a rule", decide, Nothing,
        answers=(Answer(200, "The rule.", RuleBody),), problems=(400, 403, 404, 409, 413, 415), parts=_RULE,
        body=RequestBody("application/json", RuleDecisionRequest),
    ),
    Endpoint(
        "GET", "/records/{id}/retention", "retention", "See until when a record is kept", explain, Nothing,
        answers=(Answer(200, "The decision with its reasons.", RetentionBody),), problems=(404, 410),
        parts={"id": PathPart(asked.RECORD_ID, "The id of a record.")},
    ),
    Endpoint(
        "POST", "/records/{id}/end-of-force", "note_end_of_force", "Note since when a paper is no longer in force",
        note_end_of_force, Nothing,
        answers=(Answer(200, "The decision with its reasons.", RetentionBody),),
        problems=(400, 403, 404, 409, 410, 413, 415), parts={"id": PathPart(asked.RECORD_ID, "The id of a record.")},
        body=RequestBody("application/json", EndOfForceRequest),
    ),
    Endpoint(
        "GET", "/due", "due", "List what is due for review", due, DueQuery,
        answers=(Answer(200, "A page of the list.", DueList),), problems=(403,),
    ),
)  # fmt: skip
