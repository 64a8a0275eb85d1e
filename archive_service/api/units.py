"""/units through time: the tree of a day, lives, finding by any name, and events that are previewed and applied."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from flask import Response
from pydantic import Field

from archive_service import http
from archive_service.api.asked import DIGITS, ISO_DAY, PLAIN, RECORD_ID, TITLE, UNIT_ID, Asked, Nothing
from archive_service.api.endpoint import Answer, Call, Endpoint, PathPart, RequestBody, json_answer, read_json
from archive_service.domain.errors import NotFound, UnknownUnit
from archive_service.domain.unit_events import EventKind
from archive_service.services.unit_requests import EventRequest, MadeUnit
from archive_service.wire_units import (
    EventPreviewBody,
    FoundUnitList,
    LookAlikeList,
    RegisterChangeList,
    TreeRowBody,
    UnitLifeBody,
    UnitTreeBody,
    changes_body,
    found_body,
    life_body,
    look_alikes_body,
    preview_body,
    version_body,
)

Code = Annotated[str, Field(min_length=1, max_length=64, pattern=TITLE)]
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=TITLE)]


class FindQuery(Asked):
    q: Annotated[str, Field(max_length=200, pattern=PLAIN, description="A name, code or alias; marks do not matter.")]
    limit: Annotated[int, Field(ge=1, le=50, description="How many to answer at the most."), DIGITS] = 10


class TreeQuery(Asked):
    on: Annotated[date, Field(description="The day; today by default."), ISO_DAY] | None = None


class MadeUnitRequest(Asked):
    code: Code
    name: Name
    short_name: Annotated[str, Field(max_length=60, pattern=PLAIN)] = ""


class UnitEventRequest(Asked):
    """What happened to units; they are given by code or id. With `dry_run` nothing is changed."""

    kind: EventKind
    day: Annotated[date, ISO_DAY]
    units: Annotated[tuple[Code, ...], Field(max_length=100)] = ()
    into: Annotated[tuple[Code, ...], Field(max_length=100)] = ()
    made: Annotated[tuple[MadeUnitRequest, ...], Field(max_length=100)] = ()
    name: Name | None = None
    short_name: Annotated[str, Field(max_length=60, pattern=PLAIN)] | None = None
    code: Code | None = None
    unit_kind: Code | None = None
    parent: Code | None = None
    survives: bool = False
    document: Annotated[str, Field(max_length=300, pattern=PLAIN)] = ""
    document_record: Annotated[str, Field(pattern=RECORD_ID)] | None = None
    expected_version: Annotated[int, Field(ge=0, le=2_000_000_000)] | None = None
    dry_run: bool = False


def find(call: Call[FindQuery]) -> Response:
    """Find units within reach by any name they ever had."""
    units = http.archive().units
    return json_answer(found_body(units.find(call.actor, call.query.q, call.query.limit), units.register()))


def tree(call: Call[TreeQuery]) -> Response:
    """The units within reach that were there on a day."""
    units = http.archive().units
    register, day = units.register(), call.query.on or units.today()
    rows = tuple(
        TreeRowBody(depth=depth, unit=version_body(version, register)) for depth, version in units.tree(call.actor, day)
    )
    return json_answer(UnitTreeBody(on=day, version=register.version, rows=rows))


def life(call: Call[Nothing]) -> Response:
    """The versions of a unit, and who came before and after it."""
    units = http.archive().units
    try:
        versions = units.life(call.actor, call.path["id"])
    except UnknownUnit:
        raise NotFound from None
    return json_answer(life_body(versions, units.register()))


def alike(call: Call[Nothing]) -> Response:
    """Units that may be one and the same; nothing is merged."""
    units = http.archive().units
    return json_answer(look_alikes_body(units.look_alikes(call.actor), units.register()))


def changes(call: Call[Nothing]) -> Response:
    """How the register came to be."""
    return json_answer(changes_body(http.archive().units.changes(call.actor)))


def event(call: Call[Nothing]) -> Response:
    """Look at what an event changes, or apply it."""
    units, sent = http.archive().units, read_json(UnitEventRequest)
    asked = EventRequest(
        sent.kind, sent.day, sent.units, sent.into,
        tuple(MadeUnit(made.code, made.name, made.short_name) for made in sent.made),
        sent.name, sent.short_name, sent.code, sent.unit_kind, sent.parent, sent.survives, sent.document,
        sent.document_record,
    )  # fmt: skip
    if sent.dry_run:
        return json_answer(preview_body(units.preview(call.actor, asked)))
    applied = units.apply(call.actor, asked, expected_version=sent.expected_version)
    preview = units.recorded(call.actor, len(applied.history.events))
    return json_answer(preview_body(preview, applied=applied.version), 201)


ENDPOINTS = (
    Endpoint(
        "GET", "/units/find", "find_units", "Find units", find, FindQuery,
        answers=(Answer(200, "The units that fit, best first.", FoundUnitList),),
    ),
    Endpoint(
        "GET", "/units/tree", "unit_tree", "The tree of a day", tree, TreeQuery,
        answers=(Answer(200, "The units that were there.", UnitTreeBody),),
    ),
    Endpoint(
        "GET", "/units/look-alikes", "look_alikes", "Units that look alike", alike, Nothing,
        answers=(Answer(200, "Pairs that may be one unit.", LookAlikeList),), problems=(403,),
    ),
    Endpoint(
        "GET", "/units/changes", "unit_changes", "Versions of the register", changes, Nothing,
        answers=(Answer(200, "The versions.", RegisterChangeList),), problems=(403,),
    ),
    Endpoint(
        "GET", "/units/{id}/life", "unit_life", "The life of a unit", life, Nothing,
        answers=(Answer(200, "Its versions and its kin.", UnitLifeBody),), problems=(404,),
        parts={"id": PathPart(UNIT_ID, "The id of a unit.")},
    ),
    Endpoint(
        "POST", "/units/events", "unit_event", "Preview or apply an event", event, Nothing,
        answers=(
            Answer(200, "What it would change.", EventPreviewBody),
            Answer(201, "What it changed.", EventPreviewBody),
        ),
        problems=(400, 403, 409, 413, 415),
        body=RequestBody("application/json", UnitEventRequest),
    ),
)  # fmt: skip
