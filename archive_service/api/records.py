"""/records: hand in, list, read."""

from __future__ import annotations

import re
import unicodedata

from flask import Response, request, url_for
from werkzeug.exceptions import BadRequest, RequestedRangeNotSatisfiable

from archive_service import http
from archive_service.api import asked
from archive_service.api.endpoint import Answer, Call, Endpoint, PathPart, RequestBody, json_answer, read_json
from archive_service.domain.access import Actor
from archive_service.domain.errors import BadField
from archive_service.domain.records import AccessLevel, Lifecycle, RecordClass, Source
from archive_service.http import downloads, uploads
from archive_service.services.describing import FIELDS, DescribedFields
from archive_service.services.record_json import RecordDocument
from archive_service.services.spool import SpooledFile
from archive_service.services.text_json import RecordText
from archive_service.wire_json import record_body, versions_body
from archive_service.wire_shapes import QueuedBody, RecordBody, RecordList, VersionList

UPLOAD = "file"
_RECORD = PathPart(asked.RECORD_ID, "The id of a record.")
_FILE = PathPart(asked.FILE_NAME, "The name of a file of the record.")
_PAGE = PathPart(asked.PAGE_NUMBER, "A page, counted from 1 through all files of the record.")
_KEY = PathPart(asked.IDEMPOTENCY_KEY, "Makes a repetition safe: the same key with other content is refused.")
_CHOICES = {"class": RecordClass, "lifecycle": Lifecycle, "access_level": AccessLevel, "source": Source}


def deposit(call: Call[asked.Nothing]) -> Response:
    """Hand in one record: its files and what is known about it. Empty fields are proposed from the paper."""
    archive = http.archive()
    key = request.headers.get("Idempotency-Key")
    if key is not None and re.fullmatch(asked.IDEMPOTENCY_KEY, key) is None:
        raise BadField(field="Idempotency-Key", value="")
    receipt = archive.deposit.deposit(
        call.actor, arrived_files(), fields_sent(), idempotency_key=key, note=archive.desk.note_alone
    )
    body = _record(call.actor, receipt.record.id, trace=False)
    place = url_for("api.record", id=receipt.record.id)
    return json_answer(body, 201 if receipt.created else 200, {"Location": place})


def arrived_files() -> list[SpooledFile]:
    """The files sent along, at least one. Raises BadField, and a Refused of the first that is refused."""
    if "boundary" not in request.mimetype_params:
        raise BadRequest
    unknown = next((name for name in request.files if name != UPLOAD), None)
    if unknown is not None:
        raise BadField(field=unknown, value="")
    sent = request.files.getlist(UPLOAD)
    if not sent:
        raise BadField(field=UPLOAD, value="")
    return [uploads.arrived(file) for file in sent]


def fields_sent() -> DescribedFields:
    """What the form says about them. Raises BadField for a field given twice."""
    doubled = next((name for name, texts in request.form.lists() if len(texts) > 1), None)
    if doubled is not None:
        raise BadField(field=doubled, value="")
    return DescribedFields(request.form.to_dict())


def records(call: Call[asked.RecordListQuery]) -> Response:
    """The records the reader may see, in order of deposit."""
    archive = http.archive()
    query = call.query
    page = archive.retrieve.list(call.actor, after=query.after, limit=query.limit, dossier_id=query.dossier)
    register = archive.units.register()
    listed = tuple(record_body(entry, register) for entry in page.entries)
    return json_answer(RecordList(records=listed, next=listed[-1].id if page.more else None))


def record(call: Call[asked.Nothing]) -> Response:
    """One record."""
    return json_answer(_record(call.actor, call.path["id"], trace=True))


def _record(actor: Actor, record_id: str, *, trace: bool) -> RecordBody:
    archive = http.archive()
    return record_body(archive.retrieve.record(actor, record_id, trace=trace), archive.units.register())


def versions(call: Call[asked.Nothing]) -> Response:
    """Every version of a record: when, by whom and why."""
    return json_answer(versions_body(http.archive().retrieve.versions(call.actor, call.path["id"])))


def metadata(call: Call[asked.MetadataQuery]) -> Response:
    """metadata.json as it stands in the store."""
    content = http.archive().retrieve.metadata(call.actor, call.path["id"], call.query.version)
    return Response(content, content_type="application/json")


def text(call: Call[asked.Nothing]) -> Response:
    """The text of a record, page by page; no pages while it is still to be read."""
    words = http.archive().retrieve.text(call.actor, call.path["id"])
    return Response(words.model_dump_json(), content_type="application/json")


def original(call: Call[asked.Nothing]) -> Response:
    """An original, byte for byte, checked against its digest before the first byte leaves."""
    name = unicodedata.normalize("NFC", call.path["name"])
    response = downloads.send_original(call.actor, call.path["id"], name)
    if response.status_code == 416:
        length = response.content_range.length
        response.close()
        raise RequestedRangeNotSatisfiable(length=length)
    return response


def page_image(call: Call[asked.PageImageQuery]) -> Response:
    """A page as an image, the words of a query marked."""
    image = http.archive().retrieve.page_image(
        call.actor,
        call.path["id"],
        int(call.path["number"]),
        width=call.query.width,
        marks=http.marks_of(call.query.q),
    )
    return Response(image, content_type="image/png")


def retry(call: Call[asked.Nothing]) -> Response:
    """Read the text of a record again."""
    record_id = call.path["id"]
    http.archive().indexing.retry(call.actor, record_id)
    return json_answer(QueuedBody(id=record_id, status="queued"), 202)


def form_schema() -> dict[str, object]:
    """The form as JSON Schema: the fields of a description, and the files."""
    fields: dict[str, object] = {
        name: {"enum": [choice.value for choice in _CHOICES[name]]} if name in _CHOICES else {"type": "string"}
        for name in FIELDS
    }
    files = {
        "type": "array",
        "minItems": 1,
        "items": {"type": "string", "contentMediaType": "application/octet-stream"},
    }
    return {
        "type": "object",
        "properties": {**fields, UPLOAD: files},
        "required": ["unit", UPLOAD],
        "additionalProperties": False,
    }


_BYTES = {"ETag": "The SHA-512 of the file, in quotes.", "Accept-Ranges": "bytes", "Content-Disposition": "Its name."}
_ONE = {"id": _RECORD}


def correct(call: Call[asked.Nothing]) -> Response:
    """Correct what is said about a record: a new version, with who, when and why."""
    wanted = read_json(asked.CorrectionRequest)
    corrected = http.archive().correction.correct(
        call.actor, call.path["id"], wanted.fields, reason=wanted.reason, expected_version=wanted.version
    )
    return json_answer(_record(call.actor, corrected.id, trace=False))


ENDPOINTS = (
    Endpoint(
        "POST", "/records", "deposit", "Hand in a record", deposit, asked.Nothing,
        answers=(
            Answer(201, "Kept as a new record.", RecordBody, headers={"Location": "The address of the record."}),
            Answer(200, "Kept already: the record.", RecordBody, headers={"Location": "The address of the record."}),
        ),
        problems=(400, 403, 409, 413, 415),
        headers={"Idempotency-Key": _KEY},
        body=RequestBody("multipart/form-data", form_schema()),
    ),
    Endpoint(
        "GET", "/records", "records", "List records", records, asked.RecordListQuery,
        answers=(Answer(200, "A page of the list.", RecordList),),
    ),
    Endpoint(
        "GET", "/records/{id}", "record", "Read a record", record, asked.Nothing,
        answers=(Answer(200, "The record.", RecordBody),), problems=(404, 410), parts=_ONE,
    ),
    Endpoint(
        "POST", "/records/{id}/corrections", "correct", "Correct a description", correct, asked.Nothing,
        answers=(Answer(200, "The record at its new version.", RecordBody),),
        problems=(400, 403, 404, 410, 409, 413, 415), parts=_ONE,
        body=RequestBody("application/json", asked.CorrectionRequest),
    ),
    Endpoint(
        "GET", "/records/{id}/versions", "versions", "List the versions of a record", versions, asked.Nothing,
        answers=(Answer(200, "The versions, oldest first.", VersionList),), problems=(404, 410, 500), parts=_ONE,
    ),
    Endpoint(
        "GET", "/records/{id}/metadata", "metadata", "Read metadata.json", metadata, asked.MetadataQuery,
        answers=(Answer(200, "The file as it is stored.", RecordDocument),), problems=(404, 410, 500), parts=_ONE,
    ),
    Endpoint(
        "GET", "/records/{id}/text", "text", "Read the text of a record", text, asked.Nothing,
        answers=(Answer(200, "The text.", RecordText),), problems=(404, 410), parts=_ONE,
    ),
    Endpoint(
        "GET", "/records/{id}/files/{name}", "original", "Fetch an original", original, asked.Nothing,
        answers=(
            Answer(200, "The whole file.", media_types=("*/*",), headers=_BYTES),
            Answer(206, "The bytes asked for.", media_types=("*/*",),
                   headers={**_BYTES, "Content-Range": "Which bytes of how many."}),
            Answer(304, "The client has these bytes."),
        ),
        problems=(404, 410, 416, 500),
        parts={**_ONE, "name": _FILE},
    ),
    Endpoint(
        "GET", "/records/{id}/pages/{number}.png", "page_image", "See a page", page_image, asked.PageImageQuery,
        answers=(Answer(200, "The page.", media_types=("image/png",)),), problems=(404, 410, 500),
        parts={**_ONE, "number": _PAGE},
    ),
    Endpoint(
        "POST", "/records/{id}/retry", "retry", "Read the text again", retry, asked.Nothing,
        answers=(Answer(202, "Queued.", QueuedBody),), problems=(403, 404, 410), parts=_ONE,
    ),
)  # fmt: skip
