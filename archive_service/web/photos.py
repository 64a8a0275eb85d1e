"""Handing in a paper with the camera of a phone: its pages in order become one record."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from archive_service import http
from archive_service.domain.access import Act, may_anywhere
from archive_service.domain.errors import ArchiveError, EmptyFile, NotPermitted
from archive_service.domain.records import Source, parse_period
from archive_service.http import uploads
from archive_service.sentences import sentence_of
from archive_service.services.describing import DescribedFields
from archive_service.web.labels import label, period
from archive_service.web.sessions import actor, signed_in, wants_json

blueprint = Blueprint("photos", __name__, url_prefix="/deposit/photos")
# What a cell photographs: the other types can be chosen on the page for files.
TYPES = ("BB", "NQ", "KL", "BC", "KH", "GK", "DS", "VB")
_FIELDS = ("unit", "type", "period", "title", "access_level")


@blueprint.get("")
@signed_in
def form() -> str:
    """Take pictures, put them in order, say what they are."""
    return _page()


@blueprint.post("")
@signed_in
def hand_in() -> AnyResponse:
    """Keep the pictures as the pages of one record, in the order sent. Scripts are answered with JSON."""
    pictures = [file for file in request.files.getlist("files") if file.filename]
    try:
        if not pictures:
            raise EmptyFile
        fields = DescribedFields({**_described(), "source": Source.PHOTO.value})
        archive, arrived = http.archive(), [uploads.arrived(file) for file in pictures]
        receipt = archive.deposit.deposit(actor(), arrived, fields, note=archive.desk.note_alone)
    except NotPermitted:
        raise
    except ArchiveError as error:
        told = sentence_of(error, http.language())
        if wants_json():
            return _json(http.status_of(error), message=" ".join(told))
        return make_response(_page(told), http.status_of(error))
    address = url_for("records.record", record_id=receipt.record.id)
    if wants_json():
        return _json(201 if receipt.created else 200, address=address, created=receipt.created)
    return redirect(address, 303)


def _described() -> dict[str, str]:
    """What was filled in; a paper without a title is called by its type and the time it is for."""
    given = {name: request.form[name] for name in _FIELDS if request.form.get(name)}
    if "title" not in given and given.get("type"):
        when = period(parse_period(given["period"])) if given.get("period") else ""
        given["title"] = f"{label('type', given['type'])} {when}".strip()
    return given


def _json(status: int, **body: object) -> Response:
    answer = jsonify(**body)
    answer.status_code = status
    return answer


def _page(told: tuple[str, str] | None = None) -> str:
    depositor = actor()
    if not may_anywhere(depositor, Act.DEPOSIT):
        raise NotPermitted
    register, types = http.archive().units.register(), http.archive().types.document_types
    known = [register.units[unit_id] for unit_id in depositor.units() if unit_id in register.units]
    return render_template(
        "photos.html",
        units=sorted((unit for unit in known if not unit.ended), key=lambda unit: (unit.kind != "cell", unit.name)),
        types=[types[code] for code in TYPES if code in types],
        most=http.settings().deposit.max_files,
        told=told,
        entered={**request.args, **request.form},
    )
