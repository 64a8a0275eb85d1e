"""/dossiers and /units: how records belong together and who issued them."""

from __future__ import annotations

from flask import Response, url_for

from archive_service import http
from archive_service.api import asked
from archive_service.api.endpoint import Answer, Call, Endpoint, PathPart, RequestBody, json_answer, read_json
from archive_service.wire_json import dossier_body, unit_body
from archive_service.wire_shapes import DossierBody, DossierList, UnitList


def dossiers(call: Call[asked.DossierListQuery]) -> Response:
    """The dossiers the reader may see, in the order they were opened here."""
    archive = http.archive()
    found, more = archive.dossiers.list(call.actor, after=call.query.after, limit=call.query.limit)
    register = archive.units.register()
    listed = tuple(dossier_body(each, register) for each in found)
    return json_answer(DossierList(dossiers=listed, next=listed[-1].id if more else None))


def open_dossier(call: Call[asked.Nothing]) -> Response:
    """Open a dossier of a unit."""
    archive = http.archive()
    wanted = read_json(asked.DossierRequest)
    dossier = archive.dossiers.open(
        call.actor,
        archive.units.named(call.actor, wanted.unit).id,
        wanted.title,
        code=wanted.code,
        kind=wanted.kind,
        opened_at=wanted.opened_at,
        closed_at=wanted.closed_at,
    )
    place = url_for("api.dossier", id=dossier.id)
    return json_answer(dossier_body(dossier, archive.units.register()), 201, {"Location": place})


def dossier(call: Call[asked.Nothing]) -> Response:
    """One dossier."""
    archive = http.archive()
    return json_answer(dossier_body(archive.dossiers.get(call.actor, call.path["id"]), archive.units.register()))


def units(call: Call[asked.UnitListQuery]) -> Response:
    """The units in which the reader has a role."""
    after, limit = call.query.after or "", call.query.limit
    rest = [unit for unit in http.archive().units.reached(call.actor) if unit.id > after]
    listed = tuple(unit_body(unit) for unit in rest[:limit])
    return json_answer(UnitList(units=listed, next=listed[-1].id if len(rest) > limit else None))


ENDPOINTS = (
    Endpoint(
        "GET", "/dossiers", "dossiers", "List dossiers", dossiers, asked.DossierListQuery,
        answers=(Answer(200, "A page of the list.", DossierList),),
    ),
    Endpoint(
        "POST", "/dossiers", "open_dossier", "Open a dossier", open_dossier, asked.Nothing,
        answers=(Answer(201, "The dossier.", DossierBody, headers={"Location": "The address of the dossier."}),),
        problems=(400, 403, 413, 415),
        body=RequestBody("application/json", asked.DossierRequest),
    ),
    Endpoint(
        "GET", "/dossiers/{id}", "dossier", "Read a dossier", dossier, asked.Nothing,
        answers=(Answer(200, "The dossier.", DossierBody),), problems=(404,),
        parts={"id": PathPart(asked.DOSSIER_ID, "The id of a dossier.")},
    ),
    Endpoint(
        "GET", "/units", "units", "List units", units, asked.UnitListQuery,
        answers=(Answer(200, "A page of the list, in order of id.", UnitList),),
    ),
)  # fmt: skip
