"""/transfers: permanent dossiers go to the historical archive, from what is due to the records' leaving."""

from __future__ import annotations

from typing import Annotated, Any

from flask import Response, url_for
from pydantic import Field

from archive_service import http
from archive_service.api.asked import DOSSIER_ID, FILE_NAME, TITLE, Asked, Limit, Nothing
from archive_service.api.endpoint import Answer, Call, Endpoint, PathPart, RequestBody, json_answer, read_json
from archive_service.api.records import UPLOAD, arrived_files, fields_sent
from archive_service.domain.errors import BadField
from archive_service.domain.records import parse_day
from archive_service.domain.transfer import MOST_DOSSIERS, Transfer
from archive_service.http import downloads
from archive_service.services.step_papers import Paper
from archive_service.services.transfer_papers import handover_record
from archive_service.wire_transfer import (
    DueDossierList,
    TransferBody,
    TransferList,
    due_dossiers_body,
    read_due_cursor,
    transfer_body,
    transfer_summary,
)

TRANSFER_ID = "^trf_[0-9a-hjkmnp-tv-z]{26}$"
_ONE = {"id": PathPart(TRANSFER_ID, "The id of a transfer.")}
_DOSSIER = PathPart(DOSSIER_ID, "The id of a dossier of the list.")
_DOCUMENT = PathPart(FILE_NAME, "The `document` of a step.")
_KIND = PathPart("^(docx|pdf)$", "docx or pdf.")
_Words = Annotated[str, Field(min_length=1, max_length=300, pattern=TITLE)]


class TransferRequest(Asked):
    """Closed dossiers of one unit whose records are all kept for ever, and the archive that is to have them."""

    title: _Words
    receiver: _Words
    dossiers: Annotated[
        tuple[Annotated[str, Field(pattern=DOSSIER_ID)], ...], Field(min_length=1, max_length=MOST_DOSSIERS)
    ]


class DueDossierQuery(Asked):
    after: (
        Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d_dos_[0-9a-hjkmnp-tv-z]{26}$", description="The last `next`.")]
        | None
    ) = None
    limit: Limit = 50


class TransferListQuery(Asked):
    after: Annotated[str, Field(pattern=TRANSFER_ID, description="The id of the last one seen.")] | None = None
    limit: Limit = 50


def due(call: Call[DueDossierQuery]) -> Response:
    """Permanent dossiers that have to go by the end of next year, the longest closed first."""
    archive, query = http.archive(), call.query
    try:
        after = read_due_cursor(query.after) if query.after else None
    except ValueError:
        raise BadField(field="after", value=query.after or "") from None
    found = archive.transfers.due(call.actor, after=after, limit=query.limit)
    return json_answer(due_dossiers_body(found, archive.units.register(), query.limit))


def transfers(call: Call[TransferListQuery]) -> Response:
    """Transfers in reach, newest first."""
    archive, limit = http.archive(), call.query.limit
    register = archive.units.register()
    found = archive.transfers.list(call.actor, after=call.query.after, limit=limit)
    listed = tuple(transfer_summary(each, register) for each in found)
    return json_answer(TransferList(transfers=listed, next=listed[-1].id if len(listed) == limit else None))


def propose(call: Call[Nothing]) -> Response:
    """Freeze a list. Nothing leaves by this: both sides have to confirm first."""
    sent = read_json(TransferRequest)
    made = http.archive().transfers.propose(call.actor, sent.title, sent.receiver, sent.dossiers)
    return _answer(made, 201, {"Location": url_for("api.transfer", id=made.id)})


def transfer(call: Call[Nothing]) -> Response:
    """One transfer: its dossiers, the confirmations, what left and what stayed."""
    return _answer(http.archive().transfers.get(call.actor, call.path["id"]))


def hand_over(call: Call[Nothing]) -> Response:
    """Our side: a form with `file` (the signed record), `number`, `day`. Every package is made, counted and pinned."""
    files, sent = arrived_files(), _fields("number", "day")
    if len(files) > 1:
        raise BadField(field=UPLOAD, value=files[1].name)
    paper = Paper(files[0], sent.get("number", ""), parse_day(sent.get("day", "")))
    return _answer(http.archive().transfers.hand_over(call.actor, call.path["id"], paper))


def receive(call: Call[Nothing]) -> Response:
    """The other side: its signed receipt, and in `digests` those that it counted, set off by blanks."""
    files, sent = arrived_files(), _fields("number", "day", "digests")
    if len(files) > 1:
        raise BadField(field=UPLOAD, value=files[1].name)
    digests = sent.get("digests", "").split()
    paper = Paper(files[0], sent.get("number", ""), parse_day(sent.get("day", "")))
    return _answer(http.archive().transfers.receive(call.actor, call.path["id"], paper, digests))


def _fields(*known: str) -> dict[str, str]:
    sent = dict(fields_sent().values)
    if unknown := sorted(set(sent) - set(known)):
        raise BadField(field=unknown[0], value="")
    return sent


def release(call: Call[Nothing]) -> Response:
    """Let the records go. Given again after an interruption, it goes on; what may not go stays and is named."""
    return _answer(http.archive().transfers.release(call.actor, call.path["id"]))


def drop(call: Call[Nothing]) -> Response:
    """Give a list up before it was received."""
    return _answer(http.archive().transfers.drop(call.actor, call.path["id"]))


def paper(call: Call[Nothing]) -> Response:
    """The paper that one side signed, byte for byte."""
    return downloads.send_transfer_paper(call.actor, call.path["id"], call.path["document"])


def record(call: Call[Nothing]) -> Response:
    """The record of handing over, to print and sign."""
    archive, kind = http.archive(), call.path["kind"]
    found = archive.transfers.get(call.actor, call.path["id"])
    return downloads.send_printed(handover_record(found, archive.units.register(), kind), f"{found.id}.{kind}")


def package(call: Call[Nothing]) -> Response:
    """The package of a dossier as a zip, made while it is sent; the same list makes the same package again."""
    return downloads.send_package(http.archive().transfers.package(call.actor, call.path["id"], call.path["dossier"]))


def _answer(made: Transfer, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return json_answer(transfer_body(made, http.archive().units.register()), status, headers)


def _form(**more: dict[str, Any]) -> RequestBody:
    properties: dict[str, Any] = {
        UPLOAD: {"type": "string", "contentMediaType": "application/octet-stream"},
        "number": {"type": "string", "minLength": 1, "maxLength": 100},
        "day": {"type": "string", "format": "date"},
        **more,
    }
    schema = {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}
    return RequestBody("multipart/form-data", schema)


_TOLD = (Answer(200, "The transfer.", TransferBody),)
ENDPOINTS = (
    Endpoint(
        "GET", "/transfers/due", "due_dossiers", "List dossiers due for transfer", due, DueDossierQuery,
        answers=(Answer(200, "A page of the list.", DueDossierList),), problems=(403,),
    ),
    Endpoint(
        "GET", "/transfers", "transfers", "List transfers", transfers, TransferListQuery,
        answers=(Answer(200, "A page of the list.", TransferList),), problems=(403,),
    ),
    Endpoint(
        "POST", "/transfers", "propose_transfer", "Freeze a list of dossiers", propose, Nothing,
        answers=(Answer(201, "The transfer.", TransferBody, headers={"Location": "Its address."}),),
        problems=(400, 403, 404, 409, 413, 415), body=RequestBody("application/json", TransferRequest),
    ),
    Endpoint(
        "GET", "/transfers/{id}", "transfer", "Read a transfer", transfer, Nothing,
        answers=_TOLD, problems=(403, 404), parts=_ONE,
    ),
    Endpoint(
        "POST", "/transfers/{id}/handing-over", "hand_transfer_over", "Confirm for our side", hand_over, Nothing,
        answers=_TOLD, problems=(400, 403, 404, 409, 413, 415, 500), parts=_ONE, body=_form(),
    ),
    Endpoint(
        "POST", "/transfers/{id}/receipt", "receive_transfer", "Confirm for the other side", receive, Nothing,
        answers=_TOLD, problems=(400, 403, 404, 409, 413, 415), parts=_ONE, body=_form(digests={"type": "string"}),
    ),
    Endpoint(
        "POST", "/transfers/{id}/leaving", "release_transfer", "Let the records go", release, Nothing,
        answers=_TOLD, problems=(403, 404, 409), parts=_ONE,
    ),
    Endpoint(
        "POST", "/transfers/{id}/dropping", "drop_transfer", "Give a transfer up", drop, Nothing,
        answers=_TOLD, problems=(403, 404, 409), parts=_ONE,
    ),
    Endpoint(
        "GET", "/transfers/{id}/papers/{document}", "transfer_paper", "Fetch the paper of one side", paper, Nothing,
        answers=(Answer(200, "The paper.", media_types=("*/*",), headers={"Content-Disposition": "Its name."}),),
        problems=(403, 404, 500), parts={**_ONE, "document": _DOCUMENT},
    ),
    Endpoint(
        "GET", "/transfers/{id}/record/{kind}", "transfer_record", "Print the record of handing over", record, Nothing,
        answers=(Answer(200, "The record.", media_types=tuple(downloads.PRINTED.values())),), problems=(403, 404),
        parts={**_ONE, "kind": _KIND},
    ),
    Endpoint(
        "GET", "/transfers/{id}/packages/{dossier}", "transfer_package", "Fetch the package of a dossier", package,
        Nothing, answers=(Answer(200, "The bag.", media_types=("application/zip",)),), problems=(403, 404, 409),
        parts={**_ONE, "dossier": _DOSSIER},
    ),
)  # fmt: skip
