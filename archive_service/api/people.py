"""/people, /grants, /break-glass: who may do what, from when to when, given by whom and why."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from flask import Response
from pydantic import Field

from archive_service import http
from archive_service.api.asked import ISO_DAY, PLAIN, TITLE, Asked, Limit, Nothing
from archive_service.api.endpoint import Answer, Call, Endpoint, PathPart, RequestBody, json_answer, read_json
from archive_service.domain.access import Role
from archive_service.domain.records import AccessLevel
from archive_service.services.grant_terms import Assignment, GrantTerms
from archive_service.wire_people import (
    GrantBody,
    GrantList,
    PersonList,
    grant_body,
    grants_body,
    people_body,
    person_body,
)

USER_ID = "^usr_[0-9a-hjkmnp-tv-z]{26}$"
GRANT_ID = "^grt_[0-9a-hjkmnp-tv-z]{26}$"
LOGIN = r"^[^\s/\x00-\x1f\x7f-\x9f]{1,64}$"
Unit = Annotated[str, Field(min_length=1, max_length=64, pattern=TITLE, description="Code or id of a unit.")]
Day = Annotated[date, ISO_DAY]
Words = Annotated[str, Field(max_length=500, pattern=PLAIN)]
Said = Annotated[str, Field(min_length=1, max_length=500, pattern=TITLE)]
_LOGIN = {"login": PathPart(LOGIN, "The login name of a person.")}
_GRANT = {"id": PathPart(GRANT_ID, "The id of a grant.")}
_JSON = "application/json"


class PeopleQuery(Asked):
    q: Annotated[str, Field(max_length=100, pattern=PLAIN, description="Words of name or login; no marks.")] = ""
    after: Annotated[str, Field(pattern=USER_ID, description="The id of the last person seen.")] | None = None
    limit: Limit = 50


class GrantRequest(Asked):
    """A role in a unit and everything below it; what is left out does not narrow. Days are the first and the last."""

    role: Role
    unit: Unit
    levels: Annotated[tuple[AccessLevel, ...], Field(min_length=1, max_length=3)] | None = None
    records_from: Day | None = None
    records_to: Day | None = None
    holds_from: Day | None = None
    holds_to: Day | None = None
    reason: Words = ""
    document: Words = ""


class AssignmentRequest(Asked):
    """An auditor's assignment: papers of these units and days, on these days, with or without named opinions."""

    units: Annotated[tuple[Unit, ...], Field(min_length=1, max_length=100)]
    records_from: Day
    records_to: Day
    holds_from: Day
    holds_to: Day
    named_opinions: bool = False
    document: Said
    reason: Words = ""


class TakeBackRequest(Asked):
    """Why a grant ends."""

    why: Said


class HandOverRequest(Asked):
    """Who takes a role over, on which day, and the record of the handover."""

    to: Annotated[str, Field(pattern=LOGIN)]
    day: Day
    document: Said


class BreakGlassRequest(Asked):
    """The unit whose papers must be read at once, why, and for how many minutes."""

    unit: Unit
    reason: Annotated[str, Field(min_length=20, max_length=500, pattern=TITLE)]
    minutes: Annotated[int, Field(ge=1, le=1_440)] = 60


def people(call: Call[PeopleQuery]) -> Response:
    """People and the roles that nobody took back from them."""
    archive, query = http.archive(), call.query
    found = archive.accounts.list(call.actor, after=query.after, limit=query.limit, matching=query.q)
    return json_answer(people_body(found, archive.units.register(), more=len(found) == query.limit))


def grants(call: Call[Nothing]) -> Response:
    """Everything a person was ever given, newest first."""
    archive = http.archive()
    return json_answer(person_body(archive.grants.person(call.actor, call.path["login"]), archive.units.register()))


def give(call: Call[Nothing]) -> Response:
    """Give a person a role."""
    archive, sent = http.archive(), read_json(GrantRequest)
    terms = GrantTerms(
        sent.role, sent.unit, None if sent.levels is None else frozenset(sent.levels), sent.records_from,
        sent.records_to, sent.holds_from, sent.holds_to, sent.reason, sent.document,
    )  # fmt: skip
    (given,) = archive.grants.give(call.actor, call.path["login"], [terms])
    return json_answer(grant_body(given, archive.units.register()), 201)


def assign(call: Call[Nothing]) -> Response:
    """Send an auditor: a grant for each unit, all or none."""
    archive, sent = http.archive(), read_json(AssignmentRequest)
    assignment = Assignment(
        sent.units, sent.records_from, sent.records_to, sent.holds_from, sent.holds_to, sent.named_opinions,
        sent.document, sent.reason,
    )  # fmt: skip
    given = archive.grants.assign(call.actor, call.path["login"], assignment)
    return json_answer(grants_body(given, archive.units.register()), 201)


def take_back(call: Call[Nothing]) -> Response:
    """End a grant at once; it stays in the history."""
    archive, sent = http.archive(), read_json(TakeBackRequest)
    ended = archive.grants.take_back(call.actor, call.path["id"], sent.why)
    return json_answer(grant_body(ended, archive.units.register()))


def hand_over(call: Call[Nothing]) -> Response:
    """Pass a role on to another person on a day, in one step."""
    archive, sent = http.archive(), read_json(HandOverRequest)
    passed = archive.grants.hand_over(call.actor, call.path["id"], sent.to, sent.day, sent.document)
    return json_answer(grant_body(passed, archive.units.register()), 201)


def break_glass(call: Call[Nothing]) -> Response:
    """For leaders: read everything of a unit for a short time. Whoever reads the log is told."""
    archive, sent = http.archive(), read_json(BreakGlassRequest)
    broken = archive.grants.break_glass(call.actor, sent.unit, sent.reason, sent.minutes)
    return json_answer(grant_body(broken, archive.units.register()), 201)


def emergencies(call: Call[Nothing]) -> Response:
    """Emergencies that go on or ended within a day: one's own, and those in the units whose log one reads."""
    archive = http.archive()
    return json_answer(grants_body(archive.grants.broken_glass(call.actor)[0], archive.units.register()))


ENDPOINTS = (
    Endpoint(
        "GET", "/people", "people", "List people", people, PeopleQuery,
        answers=(Answer(200, "A page of the list, in order of id.", PersonList),), problems=(403,),
    ),
    Endpoint(
        "GET", "/people/{login}/grants", "grants", "Read what a person was given", grants, Nothing,
        answers=(Answer(200, "The grants, newest first.", GrantList),), problems=(403, 404), parts=_LOGIN,
    ),
    Endpoint(
        "POST", "/people/{login}/grants", "give_grant", "Give a role", give, Nothing,
        answers=(Answer(201, "The grant.", GrantBody),), problems=(400, 403, 404, 413, 415), parts=_LOGIN,
        body=RequestBody(_JSON, GrantRequest),
    ),
    Endpoint(
        "POST", "/people/{login}/assignments", "assign", "Send an auditor", assign, Nothing,
        answers=(Answer(201, "A grant for each unit.", GrantList),), problems=(400, 403, 404, 413, 415),
        parts=_LOGIN, body=RequestBody(_JSON, AssignmentRequest),
    ),
    Endpoint(
        "POST", "/grants/{id}/take-back", "take_grant_back", "Take a role back", take_back, Nothing,
        answers=(Answer(200, "The grant as it ended.", GrantBody),), problems=(400, 403, 404, 409, 413, 415),
        parts=_GRANT, body=RequestBody(_JSON, TakeBackRequest),
    ),
    Endpoint(
        "POST", "/grants/{id}/hand-over", "hand_over", "Hand a role over", hand_over, Nothing,
        answers=(Answer(201, "The grant of who took over.", GrantBody),), problems=(400, 403, 404, 409, 413, 415),
        parts=_GRANT, body=RequestBody(_JSON, HandOverRequest),
    ),
    Endpoint(
        "GET", "/break-glass", "emergencies", "List emergencies", emergencies, Nothing,
        answers=(Answer(200, "Those that go on or ended within a day.", GrantList),),
    ),
    Endpoint(
        "POST", "/break-glass", "break_glass", "Break the glass", break_glass, Nothing,
        answers=(Answer(201, "The grant; it ends by itself.", GrantBody),), problems=(400, 403, 413, 415),
        body=RequestBody(_JSON, BreakGlassRequest),
    ),
)  # fmt: skip
