"""/records/{id}/links: what a record is to others."""

from __future__ import annotations

from flask import Response, url_for

from archive_service import http
from archive_service.api import asked, asked_desk
from archive_service.api.endpoint import Answer, Call, Endpoint, PathPart, RequestBody, json_answer, read_json
from archive_service.wire_links import LinkBody, RecordLinks, link_body, links_body

_RECORD = {"id": PathPart(asked.RECORD_ID, "The id of a record.")}
_LINK = {**_RECORD, "link": PathPart(asked_desk.LINK_ID, "The id of a link of that record.")}


def links(call: Call[asked.Nothing]) -> Response:
    """The links of a record, both ways."""
    return json_answer(links_body(http.archive().links.seen(call.actor, call.path["id"])))


def link(call: Call[asked.Nothing]) -> Response:
    """Link a record to another one."""
    wanted, record_id = read_json(asked_desk.LinkRequest), call.path["id"]
    made = http.archive().links.link(call.actor, record_id, wanted.kind, wanted.record)
    return json_answer(link_body(made), 201, {"Location": url_for("api.links", id=record_id)})


def unlink(call: Call[asked.Nothing]) -> Response:
    """Take a link back."""
    http.archive().links.remove(call.actor, call.path["id"], call.path["link"])
    return Response(status=204)


ENDPOINTS = (
    Endpoint(
        "GET", "/records/{id}/links", "links", "List the links of a record", links, asked.Nothing,
        answers=(Answer(200, "The links.", RecordLinks),), problems=(404, 410), parts=_RECORD,
    ),
    Endpoint(
        "POST", "/records/{id}/links", "link", "Link two records", link, asked.Nothing,
        answers=(Answer(201, "The link.", LinkBody, headers={"Location": "The address of the list."}),),
        problems=(400, 403, 404, 409, 410, 413, 415), parts=_RECORD,
        body=RequestBody("application/json", asked_desk.LinkRequest),
    ),
    Endpoint(
        "DELETE", "/records/{id}/links/{link}", "unlink", "Take a link back", unlink, asked.Nothing,
        answers=(Answer(204, "It is gone."),), problems=(403, 404, 410), parts=_LINK,
    ),
)  # fmt: skip
