"""/dispositions and /tombstones: a list goes from step to step to its execution; what stays of what is gone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from flask import Response, url_for
from pydantic import Field, TypeAdapter, ValidationError

from archive_service import http
from archive_service.api.asked import PLAIN, RECORD_ID, TITLE, Asked, Limit, Nothing
from archive_service.api.endpoint import Answer, Call, Endpoint, PathPart, RequestBody, json_answer, read_json, refuse
from archive_service.api.records import UPLOAD, arrived_files, fields_sent
from archive_service.domain.access import Actor
from archive_service.domain.disposition import MOST_MEMBERS, PAPER_STEPS, Council, Disposition, HandingOver, ItemOutcome
from archive_service.domain.errors import BadField
from archive_service.domain.records import parse_day
from archive_service.http import downloads
from archive_service.services.disposition_papers import PAPERS
from archive_service.services.step_papers import Paper
from archive_service.services.weighing import ItemView
from archive_service.wire_disposition import (
    DispositionBody,
    DispositionList,
    TombstoneList,
    disposition_body,
    summary_body,
    tombstone_body,
)

DISPOSITION_ID = "^dsp_[0-9a-hjkmnp-tv-z]{26}$"
STEPS = tuple(PAPER_STEPS)
_ONE = {"id": PathPart(DISPOSITION_ID, "The id of a disposition.")}
_STEP = PathPart(f"^({'|'.join(STEPS)})$", f"One of {', '.join(STEPS)}.")
_DOCUMENT = PathPart(r"^[^/\x00-\x1f]{1,255}$", "The `document` of a step.")
_FORM = PathPart(
    rf"^({'|'.join(PAPERS)})\.(docx|pdf)$", f"One of {', '.join(PAPERS)}, as docx or pdf: list.docx, minutes.pdf."
)
_Name = Annotated[str, Field(min_length=1, max_length=200, pattern=TITLE)]
_RecordId = Annotated[str, Field(pattern=RECORD_ID)]


class DispositionRequest(Asked):
    """Records whose period is over; or duplicates, `kept_copies` naming for each the record that stays."""

    title: Annotated[str, Field(min_length=1, max_length=300, pattern=TITLE)]
    account: Annotated[str, Field(max_length=4000)] = ""
    records: Annotated[tuple[_RecordId, ...], Field(min_length=1, max_length=1500)]
    kept_copies: dict[_RecordId, _RecordId] | None = None


class ViewRequest(Asked):
    """What the council says of one item."""

    outcome: ItemOutcome
    extend_years: Annotated[int, Field(ge=1, le=70)] | None = None
    dissent: Annotated[str, Field(max_length=1000, pattern=PLAIN)] = ""
    overruled: Annotated[str, Field(max_length=1000, pattern=PLAIN)] = ""


class CouncilRequest(Asked):
    """Who sits in the council, each by name and office."""

    chair: _Name
    secretary: _Name
    members: Annotated[tuple[_Name, ...], Field(max_length=MOST_MEMBERS)] = ()


class WeighingRequest(Asked):
    """What the council thinks of records of the list, by their id."""

    views: Annotated[dict[_RecordId, ViewRequest], Field(min_length=1, max_length=1500)]


class DispositionListQuery(Asked):
    after: Annotated[str, Field(pattern=DISPOSITION_ID, description="The id of the last one seen.")] | None = None
    limit: Limit = 50


class TombstoneQuery(Asked):
    q: Annotated[str, Field(max_length=200, pattern=PLAIN, description="Words of kind, number and title.")] = ""
    unit: Annotated[str, Field(max_length=64, pattern=PLAIN, description="Code or id of a unit.")] | None = None
    after: Annotated[str, Field(pattern=RECORD_ID, description="The id of the last record seen.")] | None = None
    limit: Limit = 50


_VIEWS: TypeAdapter[dict[str, ViewRequest]] = TypeAdapter(dict[str, ViewRequest])


def dispositions(call: Call[DispositionListQuery]) -> Response:
    """Dispositions in reach, newest first."""
    archive, limit = http.archive(), call.query.limit
    register = archive.units.register()
    found = archive.dispositions.list(call.actor, after=call.query.after, limit=limit)
    listed = tuple(summary_body(each, register) for each in found)
    return json_answer(DispositionList(dispositions=listed, next=listed[-1].id if len(listed) == limit else None))


def propose(call: Call[Nothing]) -> Response:
    """Freeze a list. Nothing is destroyed by this: council, superior and the decision of another person follow."""
    sent = read_json(DispositionRequest)
    made = http.archive().dispositions.propose(
        call.actor, sent.title, sent.records, kept_copies=sent.kept_copies, account=sent.account
    )
    return _answer(call.actor, made, 201, {"Location": url_for("api.disposition", id=made.id)})


def disposition(call: Call[Nothing]) -> Response:
    """One disposition: its list, its steps, how far it is."""
    archive = http.archive()
    seen = archive.dispositions.see(call.actor, call.path["id"])
    gone = archive.dispositions.gone(seen.disposition)
    return json_answer(disposition_body(seen, gone, archive.units.register()))


def weigh(call: Call[Nothing]) -> Response:
    """Keep what the council thinks of items, as often as it likes, so that its minutes can be printed and signed."""
    views = _viewed(read_json(WeighingRequest).views)
    return _answer(call.actor, http.archive().dispositions.weigh(call.actor, call.path["id"], views))


def step(call: Call[Nothing]) -> Response:
    """Enter the paper of the next step: a form with `file`, `number` and `day`.

    The founding needs `council`, the minutes may bring `views`, the handing over needs `keeper` and `destroyer`.
    """
    files, sent = arrived_files(), fields_sent().values
    if unknown := sorted(set(sent) - {"number", "day", "views", "council", "keeper", "destroyer"}):
        raise BadField(field=unknown[0], value="")
    if len(files) > 1:
        raise BadField(field=UPLOAD, value=files[1].name)
    paper = Paper(files[0], sent.get("number", ""), parse_day(sent.get("day", "")))
    moved = http.archive().dispositions.take_step(
        call.actor, call.path["id"], call.path["step"], paper, views=_views(sent.get("views", "")),
        council=_council(sent.get("council", "")), handing_over=_handing_over(sent),
    )  # fmt: skip
    return _answer(call.actor, moved)


def _views(text: str) -> dict[str, ItemView]:
    try:
        return _viewed(_VIEWS.validate_json(text) if text else {})
    except ValidationError as error:
        refuse(error)


def _viewed(views: Mapping[str, ViewRequest]) -> dict[str, ItemView]:
    return {key: ItemView(view.outcome, view.extend_years, view.dissent, view.overruled) for key, view in views.items()}


def _council(text: str) -> Council | None:
    if not text:
        return None
    try:
        sent = CouncilRequest.model_validate_json(text)
    except ValidationError as error:
        refuse(error)
    return Council(sent.chair, sent.secretary, sent.members)


def _handing_over(sent: Mapping[str, str]) -> HandingOver | None:
    if "keeper" not in sent and "destroyer" not in sent:
        return None
    return HandingOver(sent.get("keeper", "").strip(), sent.get("destroyer", "").strip())


def execution(call: Call[Nothing]) -> Response:
    """Give the word to carry the decision out; the worker does it. Given again, it goes on where it stopped."""
    return _answer(call.actor, http.archive().dispositions.begin(call.actor, call.path["id"]), 202)


def close(call: Call[Nothing]) -> Response:
    """Close it, once it has its certificate and old backups are gone."""
    return _answer(call.actor, http.archive().dispositions.close(call.actor, call.path["id"]))


def drop(call: Call[Nothing]) -> Response:
    """Give a list up before it is carried out."""
    return _answer(call.actor, http.archive().dispositions.drop(call.actor, call.path["id"]))


def paper(call: Call[Nothing]) -> Response:
    """The paper of a step, byte for byte."""
    return downloads.send_disposition_paper(call.actor, call.path["id"], call.path["document"])


def form(call: Call[Nothing]) -> Response:
    """A paper to print and sign, as far as the disposition has got: lists, minutes, decisions, records."""
    name, kind = call.path["form"].split(".")
    content = http.archive().disposition_papers.printed(call.actor, call.path["id"], name, kind)
    return downloads.send_printed(content, f"{name}-{call.path['id']}.{kind}")


def tombstones(call: Call[TombstoneQuery]) -> Response:
    """What stays of destroyed records, by the words of their titles and a unit."""
    archive = http.archive()
    register = archive.units.register()
    query = call.query
    page = archive.tombstones.list(call.actor, words=query.q, unit=query.unit, after=query.after, limit=query.limit)
    listed = tuple(tombstone_body(each, register) for each in page.stones)
    return json_answer(TombstoneList(tombstones=listed, next=page.next))


def _answer(actor: Actor, made: Disposition, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    archive = http.archive()
    seen = archive.dispositions.see(actor, made.id)
    body = disposition_body(seen, archive.dispositions.gone(made), archive.units.register())
    return json_answer(body, status, headers)


def _step_form() -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            UPLOAD: {"type": "string", "contentMediaType": "application/octet-stream"},
            "number": {"type": "string", "minLength": 1, "maxLength": 100},
            "day": {"type": "string", "format": "date"},
            "council": {"type": "string", "contentMediaType": "application/json"},
            "views": {"type": "string", "contentMediaType": "application/json"},
            "keeper": {"type": "string", "minLength": 1, "maxLength": 200},
            "destroyer": {"type": "string", "minLength": 1, "maxLength": 200},
        },
        "required": [UPLOAD, "number", "day"],
        "additionalProperties": False,
    }


ENDPOINTS = (
    Endpoint(
        "GET", "/dispositions", "dispositions", "List dispositions", dispositions, DispositionListQuery,
        answers=(Answer(200, "A page of the list.", DispositionList),), problems=(403,),
    ),
    Endpoint(
        "POST", "/dispositions", "propose_disposition", "Freeze a list", propose, Nothing,
        answers=(Answer(201, "The disposition.", DispositionBody, headers={"Location": "Its address."}),),
        problems=(400, 403, 404, 409, 413, 415), body=RequestBody("application/json", DispositionRequest),
    ),
    Endpoint(
        "GET", "/dispositions/{id}", "disposition", "Read a disposition", disposition, Nothing,
        answers=(Answer(200, "The disposition.", DispositionBody),), problems=(403, 404), parts=_ONE,
    ),
    Endpoint(
        "POST", "/dispositions/{id}/steps/{step}", "disposition_step", "Enter the paper of a step", step, Nothing,
        answers=(Answer(200, "The disposition.", DispositionBody),), problems=(400, 403, 404, 409, 413, 415),
        parts={**_ONE, "step": _STEP}, body=RequestBody("multipart/form-data", _step_form()),
    ),
    Endpoint(
        "POST", "/dispositions/{id}/views", "weigh_disposition", "Keep the council's views", weigh, Nothing,
        answers=(Answer(200, "The disposition.", DispositionBody),), problems=(400, 403, 404, 409, 413, 415),
        parts=_ONE, body=RequestBody("application/json", WeighingRequest),
    ),
    Endpoint(
        "POST", "/dispositions/{id}/execution", "execute_disposition", "Carry a decision out", execution, Nothing,
        answers=(Answer(202, "Begun.", DispositionBody),), problems=(403, 404, 409), parts=_ONE,
    ),
    Endpoint(
        "POST", "/dispositions/{id}/closing", "close_disposition", "Close a disposition", close, Nothing,
        answers=(Answer(200, "The disposition.", DispositionBody),), problems=(403, 404, 409), parts=_ONE,
    ),
    Endpoint(
        "POST", "/dispositions/{id}/dropping", "drop_disposition", "Give a disposition up", drop, Nothing,
        answers=(Answer(200, "The disposition.", DispositionBody),), problems=(403, 404, 409), parts=_ONE,
    ),
    Endpoint(
        "GET", "/dispositions/{id}/papers/{document}", "disposition_paper", "Fetch the paper of a step", paper, Nothing,
        answers=(Answer(200, "The paper.", media_types=("*/*",), headers={"Content-Disposition": "Its name."}),),
        problems=(403, 404, 500), parts={**_ONE, "document": _DOCUMENT},
    ),
    Endpoint(
        "GET", "/dispositions/{id}/forms/{form}", "disposition_form", "Print a paper", form, Nothing,
        answers=(Answer(200, "The paper.", media_types=tuple(downloads.PRINTED.values())),), problems=(403, 404, 409),
        parts={**_ONE, "form": _FORM},
    ),
    Endpoint(
        "GET", "/tombstones", "tombstones", "List destroyed records", tombstones, TombstoneQuery,
        answers=(Answer(200, "A page of the list.", TombstoneList),), problems=(403,),
    ),
)  # fmt: skip
