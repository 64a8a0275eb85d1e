"""A record: what it is, its pages, its files, its versions."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from archive_service import http
from archive_service.domain.access import Act, RecordFacts, may
from archive_service.domain.errors import ArchiveError, BadField, NotFound, NotPermitted, VersionConflict
from archive_service.domain.links import LinkKind
from archive_service.domain.records import AccessLevel, Description, Lifecycle, Record, RecordClass, Source
from archive_service.http import downloads
from archive_service.sentences import sentence_of
from archive_service.services.accepting import FIELD_WORDS
from archive_service.services.correction import typed_over, written
from archive_service.services.describing import FIELDS
from archive_service.services.proposals import evidence_in, proposals_for
from archive_service.services.record_json import record_from_json
from archive_service.services.retrieve import DEFAULT_WIDTH, PAGE_WIDTHS
from archive_service.services.text_json import RecordText
from archive_service.web.labels import day
from archive_service.web.retention import keeping_of
from archive_service.web.sessions import actor, signed_in
from archive_service.wire_recognition import evidence_body, proposals_body
from indexer.model import ImageForm

blueprint = Blueprint("records", __name__, url_prefix="/records")
PAGE_SIZE = 50
_AHEAD = 2
_BELOW_STANDARD = frozenset({Source.PHOTO, Source.CHAT})
_TEXT_FILES = ("application/vnd.openxmlformats", "application/msword", "application/vnd.oasis", "application/rtf")
_MARKS = 12


@blueprint.get("")
@signed_in
def browse() -> str:
    """All records one may read, newest first, or those without text for a reason."""
    reason = request.args.get("without_text") or None
    page = http.archive().retrieve.list(
        actor(), after=request.args.get("after"), limit=PAGE_SIZE, newest_first=True, text_reason=reason
    )
    return render_template("records.html", page=page, reason=reason)


@blueprint.get("/<record_id>")
@signed_in
def record(record_id: str) -> str:
    """Everything about a record in one look, opened at a page."""
    reader, retrieve = actor(), http.archive().retrieve
    entry = retrieve.record(reader, record_id)
    text = retrieve.text(reader, record_id)
    number = request.args.get("page", "1")
    page = min(max(int(number), 1), max(text.page_count, 1)) if number.isdecimal() and len(number) < 7 else 1
    about = entry.record.description
    story = http.archive().record_story.tell(reader, record_id)
    return render_template(
        "record.html",
        entry=entry,
        text=text,
        page=page,
        page_text=next((each for each in text.pages if each.number == page), None),
        place=text.place_of(page),
        recognition=http.archive().recognition.of_record(record_id),
        has_copy=any(each.has_copy for each in text.files),
        below_standard=below_standard(entry.record),
        proposals=proposals_body(proposals_for(about, text)).proposals,
        evidence=evidence_body(paper) if (paper := evidence_in(text)) else None,
        story=story,
        names=http.archive().audit.names(reader, story.events) if story.events else {},
        linked=http.archive().links.seen(reader, record_id),
        link_kinds=list(LinkKind),
        may_link=may(reader, Act.DEPOSIT, RecordFacts.of(about)),
        keeping=keeping_of(reader, record_id),
        dossier=http.archive().dossiers.find(reader, about.dossier_id) if about.dossier_id else None,
        may_correct=may(reader, Act.DESCRIBE, RecordFacts.of(about)),
        may_retry=may(reader, Act.RETRY_EXTRACTION, RecordFacts.of(about)),
        query=request.args.get("q", "")[:500],
        widths=PAGE_WIDTHS,
        ahead=[number for number in range(page + 1, page + 1 + _AHEAD) if is_shown(text, number)],
        shown=is_shown(text, page),
    )


@blueprint.post("/<record_id>/links")
@signed_in
def link(record_id: str) -> AnyResponse:
    """Link the record with another one, named by its id or its address."""
    kind, other = request.form.get("kind", ""), urlsplit(request.form.get("record", "").strip()).path
    if kind not in set(LinkKind):
        raise BadField(field="kind", value=kind[:40])
    http.archive().links.link(actor(), record_id, LinkKind(kind), other.rsplit("/", 1)[-1])
    return redirect(url_for("records.record", record_id=record_id))


@blueprint.post("/<record_id>/links/<link_id>/remove")
@signed_in
def unlink(record_id: str, link_id: str) -> AnyResponse:
    """Take a link back."""
    http.archive().links.remove(actor(), record_id, link_id)
    return redirect(url_for("records.record", record_id=record_id))


@blueprint.get("/<record_id>/similar")
@signed_in
def similar(record_id: str) -> str:
    """Records about the same."""
    reader = actor()
    entry = http.archive().retrieve.record(reader, record_id)
    found = http.archive().search.similar(reader, record_id, limit=20)
    return render_template("similar.html", entry=entry, found=found)


@blueprint.get("/<record_id>/files/<path:name>")
@signed_in
def file(record_id: str, name: str) -> Response:
    """An original, byte for byte."""
    return downloads.send_original(actor(), record_id, name)


@blueprint.get("/<record_id>/export")
@signed_in
def export(record_id: str) -> Response:
    """The record as a bag that proves itself."""
    return downloads.send_evidence(http.archive().evidence.bag(actor(), [record_id]))


@blueprint.get("/<record_id>/pages/<int:number>.<any(png, webp):form>")
@signed_in
def page_image(record_id: str, number: int, form: str) -> Response:
    """A page as an image, the words of the query marked."""
    width, query = request.args.get("width", ""), request.args.get("q", "")[:500]
    image = http.archive().retrieve.page_image(
        actor(), record_id, number,
        width=int(width) if width.isdecimal() and len(width) < 6 else DEFAULT_WIDTH,
        marks=http.marks_of(query)[:_MARKS] if query else (),
        form=ImageForm(form),
    )  # fmt: skip
    response = make_response(image)
    response.content_type = f"image/{form}"
    response.headers["Cache-Control"] = "private, max-age=600"
    return response


@blueprint.get("/<record_id>/reading-copy.pdf")
@signed_in
def reading_copy(record_id: str) -> Response:
    """The PDF made of a scan, its words lying on the pages."""
    response = make_response(http.archive().retrieve.reading_copy(actor(), record_id))
    response.content_type = "application/pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{record_id}-reading-copy.pdf"'
    return response


@blueprint.post("/<record_id>/proposals")
@signed_in
def accept_proposals(record_id: str) -> AnyResponse:
    """Take over the values that were ticked, as they were shown."""
    values = {name: request.form[name] for name in FIELD_WORDS if name in request.form}
    http.archive().accepting.accept(actor(), record_id, expected_version=_version_sent(), values=values)
    return redirect(url_for("records.record", record_id=record_id))


@blueprint.post("/<record_id>/recognition/stop")
@signed_in
def stop_recognition(record_id: str) -> AnyResponse:
    """Stop the recognition of the record before its next page."""
    http.archive().recognition.stop(actor(), record_id)
    return redirect(url_for("records.record", record_id=record_id))


@blueprint.post("/<record_id>/retry")
@signed_in
def retry(record_id: str) -> AnyResponse:
    """Read the record again."""
    http.archive().indexing.retry(actor(), record_id)
    return redirect(url_for("records.record", record_id=record_id))


@blueprint.get("/<record_id>/state")
@signed_in
def state(record_id: str) -> dict[str, object]:
    """Whether the words of the record can be searched yet, for the deposit page to wait on."""
    entry = http.archive().retrieve.list_some(actor(), [record_id]).get(record_id)
    if entry is None:
        raise NotFound
    return {"state": entry.text.state.value, "reason": entry.text.reason}


def is_shown(text: RecordText, number: int) -> bool:
    """Whether there is a picture of a page: of a PDF, of an image, or of the reading copy made of something else."""
    place = text.place_of(number)
    if place is None:
        return False
    return place[1].startswith(("application/pdf", "image/")) or text.page_in_copy(number) is not None


def below_standard(record: Record) -> bool:
    """Whether the form of a paper falls short of a PDF at 200 dpi: a photo, a picture, an office file."""
    kinds = [file.media_type for file in record.files]
    loose = any(kind.startswith(("image/", *_TEXT_FILES)) for kind in kinds)
    return loose or record.description.source in _BELOW_STANDARD


@blueprint.get("/<record_id>/edit")
@signed_in
def edit(record_id: str) -> str:
    """The description as a form, with what the paper itself proposes beside each field."""
    return _edit_page(record_id)


@blueprint.post("/<record_id>/edit")
@signed_in
def correct(record_id: str) -> AnyResponse | tuple[str, int]:
    """Keep the corrected description as a new version; what is refused comes back as it was filled in."""
    form = request.form
    changes = {name: form[name] for name in FIELDS if name in form}
    version, reason = _version_sent(), form.get("reason", "")
    try:
        http.archive().correction.correct(actor(), record_id, changes, reason=reason, expected_version=version)
    except (NotFound, NotPermitted):
        raise
    except ArchiveError as error:
        typed = {name: value[:2000] for name, value in changes.items()}
        came_late = version if isinstance(error, VersionConflict) else None
        page = _edit_page(record_id, typed, reason[:500], told=sentence_of(error, http.language()), base=came_late)
        return page, http.status_of(error)
    return redirect(url_for("records.record", record_id=record_id))


def _edit_page(
    record_id: str,
    typed: Mapping[str, str] | None = None,
    reason: str = "",
    *,
    told: tuple[str, str] | None = None,
    base: int | None = None,
) -> str:
    """The form, empty or as it was filled in; `base` is the version it was filled in over when there is a newer one."""
    reader, archive = actor(), http.archive()
    entry = archive.retrieve.record(reader, record_id)
    if not may(reader, Act.DESCRIBE, RecordFacts.of(entry.record.description)):
        raise NotPermitted
    now, kept = _as_in_the_form(entry.record.description), dict(typed or {})
    others: dict[str, str] = {}
    if base is not None:
        before = record_from_json(archive.retrieve.metadata(reader, record_id, base), base)
        kept = typed_over(_as_in_the_form(before.description), kept, now)
        others = {name: now[name] for name, value in kept.items() if value != now[name]}
    proposed = {each.field: each for each in proposals_body(archive.retrieve.proposals(reader, record_id)).proposals}
    units = sorted(archive.units.reached(reader), key=lambda unit: unit.name)
    return render_template(
        "record_edit.html", entry=entry, values={**now, **kept}, reason=reason, told=told, others=others,
        came_late=base is not None,
        proposed=proposed, units=units, types=archive.types.document_types.values(), classes=list(RecordClass),
        lifecycles=list(Lifecycle), levels=list(AccessLevel), sources=list(Source),
    )  # fmt: skip


def _as_in_the_form(description: Description) -> dict[str, str]:
    """The fields of a description as the form shows them."""
    return {**written(description), "date": day(description.date)}


def _version_sent() -> int:
    """The version that the form was made from."""
    version = request.form.get("version", "")
    if not version.isdecimal() or len(version) > 9:
        raise BadField(field="version", value=version[:20])
    return int(version)
