"""Handing in a paper with the camera of a phone: its pages in order become one record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from archive_service import http
from archive_service.domain.access import Act, may_anywhere
from archive_service.domain.errors import ArchiveError, EmptyFile, Infected, NotPermitted, SecrecyMark
from archive_service.domain.records import Source, parse_period
from archive_service.http import uploads
from archive_service.sentences import sentence_of
from archive_service.services.describing import DescribedFields
from archive_service.services.spool import SpooledFile
from archive_service.web.labels import label, period
from archive_service.web.sessions import actor, signed_in, wants_json
from archive_service.web.told import told_on_a_form

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
    """Keep the pictures as the pages of one record, in the order sent. Scripts are answered with JSON.

    Pages that were sent before are named instead: `sent` is the digest of one, `name` beside it what it is called. Of
    those, the ones that are not here any more are answered in `missing`, to be sent again.
    """
    archive, digests = http.archive(), request.form.getlist("sent")
    if missing := _missing(digests):
        return _json(409, missing=missing)
    try:
        fields = DescribedFields({**_described(), "source": Source.PHOTO.value})
        with _pictures(digests) as arrived:
            receipt = archive.deposit.deposit(actor(), arrived, fields, note=archive.desk.note_alone)
    except NotPermitted:
        raise
    except ArchiveError as error:
        if isinstance(error, SecrecyMark | Infected):
            archive.waiting_pages.forget(actor(), digests)
        told = told_on_a_form(error, "field")
        if wants_json():
            return _json(http.status_of(error), message=" ".join(told))
        return make_response(_page(told), http.status_of(error))
    archive.waiting_pages.forget(actor(), digests)
    address = url_for("records.record", record_id=receipt.record.id)
    if wants_json():
        return _json(201 if receipt.created else 200, address=address, created=receipt.created)
    return redirect(address, 303)


@contextmanager
def _pictures(digests: Sequence[str]) -> Iterator[list[SpooledFile]]:
    """The pages of the paper: those that wait, or those that came with the form. Raises EmptyFile for none."""
    sent = [file for file in request.files.getlist("files") if file.filename]
    if not digests and not sent:
        raise EmptyFile
    archive = http.archive()
    with archive.deposit.open_spool() as spool:
        named = zip(digests, request.form.getlist("name"), strict=False)
        waiting = [archive.waiting_pages.take(actor(), digest, name, spool) for digest, name in named]
        yield [*waiting, *(uploads.arrived(file) for file in sent)]


def _missing(digests: Sequence[str]) -> list[str]:
    here = {each.sha512 for each in http.archive().waiting_pages.waiting(actor())} if digests else set()
    return [digest for digest in digests if digest not in here]


@blueprint.post("/pages")
@signed_in
def take_page() -> Response:
    """Keep one page until the others are there. Answered with JSON: its digest."""
    pages = [file for file in request.files.getlist("picture") if file.filename]
    try:
        if len(pages) != 1:
            raise EmptyFile
        kept = http.archive().waiting_pages.keep(actor(), uploads.arrived(pages[0]))
    except NotPermitted:
        raise
    except ArchiveError as error:
        return _json(http.status_of(error), message=" ".join(sentence_of(error, http.language())))
    return _json(201, sha512=kept.sha512)


@blueprint.get("/pages/<digest>")
@signed_in
def page_picture(digest: str) -> Response:
    """A page that waits, for who sent it, as a picture."""
    content, kind = http.archive().waiting_pages.picture(actor(), digest)
    answer = Response(content, content_type=kind)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@blueprint.post("/pages/forget")
@signed_in
def forget_pages() -> AnyResponse:
    """Remove pages that wait: one that was left out, or all of before."""
    waiting = http.archive().waiting_pages
    waiting.forget(actor(), request.form.getlist("sent") or [each.sha512 for each in waiting.waiting(actor())])
    if wants_json():
        return _json(200)
    return redirect(url_for("photos.form"), 303)


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
        waiting=http.archive().waiting_pages.waiting(depositor),
        entered={**request.args, **request.form},
    )
