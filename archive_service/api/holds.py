"""/holds: what must be kept whatever its clock says, until two people have lifted the order."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from flask import Response, url_for
from pydantic import Field

from archive_service import http
from archive_service.api import asked
from archive_service.api.asked import ISO_DAY, PLAIN, TITLE, Asked, Limit, Nothing
from archive_service.api.endpoint import Answer, Call, Endpoint, PathPart, RequestBody, json_answer, read_json
from archive_service.domain.holds import HoldTarget, HoldTargetKind
from archive_service.wire_json import record_body
from archive_service.wire_retention import HoldBody, HoldList, hold_body
from archive_service.wire_shapes import RecordList

HOLD_ID = "^hld_[0-9a-hjkmnp-tv-z]{26}$"
_ONE = {"id": PathPart(HOLD_ID, "The id of a hold.")}
_Reason = Annotated[str, Field(min_length=1, max_length=500, pattern=TITLE)]


class HoldTargetRequest(Asked):
    """A record, a dossier, or a unit (code or id) with everything below it; days narrow a unit only."""

    kind: HoldTargetKind
    id: Annotated[str, Field(min_length=1, max_length=64, pattern=PLAIN)]
    first_day: Annotated[date, ISO_DAY] | None = None
    last_day: Annotated[date, ISO_DAY] | None = None


class HoldRequest(Asked):
    """`document` names the order, `authority` who gave it."""

    reason: _Reason
    authority: _Reason
    document: _Reason
    targets: Annotated[tuple[HoldTargetRequest, ...], Field(min_length=1, max_length=500)]


class LiftRequest(Asked):
    """Why the hold may be lifted; another person lifts it."""

    reason: _Reason


class HoldListQuery(Asked):
    standing: Annotated[Literal["yes", "no"], Field(description="Those that stand, or those that were lifted.")] = "yes"
    after: Annotated[str, Field(pattern=HOLD_ID, description="The `next` of a page.")] | None = None
    limit: Limit = 50


class HeldQuery(Asked):
    after: Annotated[str, Field(pattern=asked.RECORD_ID, description="The `next` of a page.")] | None = None
    limit: Limit = 50


def holds(call: Call[HoldListQuery]) -> Response:
    """Holds over something in reach, oldest first."""
    query = call.query
    page = http.archive().holds.list(call.actor, standing=query.standing == "yes", after=query.after, limit=query.limit)
    return json_answer(HoldList(holds=tuple(map(hold_body, page.holds)), next=page.next))


def place(call: Call[Nothing]) -> Response:
    """Place a hold. It counts from the moment of the answer, also for lists that are decided already."""
    sent = read_json(HoldRequest)
    targets = [HoldTarget(each.kind, each.id, each.first_day, each.last_day) for each in sent.targets]
    kept = http.archive().holds.place(
        call.actor, targets, reason=sent.reason, authority=sent.authority, document=sent.document
    )
    return json_answer(hold_body(kept), 201, {"Location": url_for("api.hold", id=kept.id)})


def hold(call: Call[Nothing]) -> Response:
    """One hold."""
    return json_answer(hold_body(http.archive().holds.get(call.actor, call.path["id"])))


def held(call: Call[HeldQuery]) -> Response:
    """The records a hold lies over now, as far as the reader may see them."""
    archive = http.archive()
    page = archive.holds.under(call.actor, call.path["id"], after=call.query.after, limit=call.query.limit)
    register = archive.units.register()
    return json_answer(RecordList(records=tuple(record_body(each, register) for each in page.entries), next=page.next))


def ask_to_lift(call: Call[Nothing]) -> Response:
    """The first of two people: say why it may be lifted."""
    sent = read_json(LiftRequest)
    return json_answer(hold_body(http.archive().holds.ask_to_lift(call.actor, call.path["id"], sent.reason)))


def lift(call: Call[Nothing]) -> Response:
    """The second of two people: lift it. It stands until the store has let go as well."""
    return json_answer(hold_body(http.archive().holds.lift(call.actor, call.path["id"])))


ENDPOINTS = (
    Endpoint(
        "GET", "/holds", "holds", "List holds", holds, HoldListQuery,
        answers=(Answer(200, "A page of the list.", HoldList),), problems=(403,),
    ),
    Endpoint(
        "POST", "/holds", "place_hold", "Place a hold", place, Nothing,
        answers=(Answer(201, "The hold.", HoldBody, headers={"Location": "The address of the hold."}),),
        problems=(400, 403, 404, 413, 415), body=RequestBody("application/json", HoldRequest),
    ),
    Endpoint(
        "GET", "/holds/{id}", "hold", "Read a hold", hold, Nothing,
        answers=(Answer(200, "The hold.", HoldBody),), problems=(403, 404), parts=_ONE,
    ),
    Endpoint(
        "GET", "/holds/{id}/records", "held_records", "List what is under a hold", held, HeldQuery,
        answers=(Answer(200, "A page of the list.", RecordList),), problems=(403, 404), parts=_ONE,
    ),
    Endpoint(
        "POST", "/holds/{id}/lift-request", "ask_to_lift_hold", "Ask to lift a hold", ask_to_lift, Nothing,
        answers=(Answer(200, "The hold.", HoldBody),), problems=(400, 403, 404, 409, 413, 415), parts=_ONE,
        body=RequestBody("application/json", LiftRequest),
    ),
    Endpoint(
        "POST", "/holds/{id}/lift", "lift_hold", "Lift a hold", lift, Nothing,
        answers=(Answer(200, "The hold.", HoldBody),), problems=(403, 404, 409), parts=_ONE,
    ),
)  # fmt: skip
