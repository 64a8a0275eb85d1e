"""The desk: drop files or a folder, see where each of them stands, and work through what waits for a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse

from archive_service import http
from archive_service.domain.access import Act, may_anywhere
from archive_service.domain.batches import Batch, DeskState, Fate, OnDesk
from archive_service.domain.errors import BadField, EmptyFile, NotPermitted, Refused
from archive_service.domain.records import AccessLevel, Lifecycle, RecordClass, Source
from archive_service.http import uploads
from archive_service.sentences import Language, told
from archive_service.services.batch_receipts import BatchReceipt, ReceiptLine, receipt_pdf
from archive_service.services.describing import DescribedFields
from archive_service.services.desk import EVERY_STATE, MOST_AT_ONCE, DeskView
from archive_service.web.labels import LABELS, label, moment
from archive_service.web.language import translate
from archive_service.web.sessions import actor, signed_in, wants_json

blueprint = Blueprint("desk", __name__, url_prefix="/desk")
PAGE_SIZE = 50
SIGNS = {"received": "◔", "read": "◑", "attention": "!", "done": "✓"}
_ALWAYS = ("class", "access_level", "source", "dossier")
"""What holds for every file of a batch; the unit is only for papers that do not say theirs."""
MOST_ON_A_RECEIPT = 5_000


@blueprint.get("")
@signed_in
def page() -> str:
    """The desk with everything on it."""
    return _page(None)


@blueprint.get("/batches/<batch_id>")
@signed_in
def batch(batch_id: str) -> str:
    """The desk with the files of one batch, which can go on here."""
    return _page(http.archive().desk.batch(actor(), batch_id))


def _page(opened: Batch | None) -> str:
    worker, desk = actor(), http.archive().desk
    if not may_anywhere(worker, Act.DEPOSIT):
        raise NotPermitted
    view = asked_view(opened.id if opened else None)
    counts = desk.counts(worker, DeskView(view.everybodys, view.batch_id))
    entries, more = desk.queue(worker, view, after=request.args.get("after"), limit=PAGE_SIZE)
    return render_template(
        "desk.html", batch=opened, view=view, counts=counts, total=sum(counts.values()), entries=entries, more=more,
        states=list(DeskState), signs=SIGNS, batches=desk.batches(worker, limit=10), why=why,
        limit=http.settings().deposit.max_file_bytes, media_types=_media_types(), here=link_to(view), link=link_to,
        narrowed=_narrowed,
        **choices(),
    )  # fmt: skip


def choices() -> dict[str, object]:
    """What the fields of the desk can be set to, as far as this person reaches."""
    archive, worker = http.archive(), actor()
    units = sorted(archive.units.reached(worker), key=lambda unit: (unit.kind != "cell", unit.name))
    dossiers, _ = archive.dossiers.list(worker, limit=200)
    return {
        "units": units,
        "dossiers": [each for each in dossiers if each.closed_at is None],
        "types": archive.types.document_types.values(),
        "classes": list(RecordClass),
        "levels": list(AccessLevel),
        "sources": list(Source),
        "lifecycles": list(Lifecycle),
    }


def _media_types() -> Sequence[object]:
    types = http.archive().types
    return [*types.media_types.values(), *types.batch_types.values()]


def asked_view(batch_id: str | None = None) -> DeskView:
    """The part of the queue that the address names."""
    given = request.values
    state = given.get("state", "")
    states = frozenset({DeskState(state)}) if state in set(DeskState) else EVERY_STATE
    return DeskView(given.get("whose") == "all", batch_id or given.get("batch") or None, states)


def link_to(view: DeskView, **more: object) -> str:
    """The address of a part of the queue."""
    narrowed: dict[str, object] = {"whose": "all"} if view.everybodys else {}
    if len(view.states) == 1:
        narrowed["state"] = next(iter(view.states)).value
    narrowed.update(more)
    if view.batch_id is not None and not view.everybodys:
        return url_for("desk.batch", batch_id=view.batch_id, **narrowed)  # type: ignore[arg-type]
    return url_for("desk.page", **narrowed)  # type: ignore[arg-type]


def _narrowed(view: DeskView, state: DeskState | None = None) -> str:
    """The address of the same part of the queue in one state, or in all."""
    return link_to(replace(view, states=frozenset({state}) if state else EVERY_STATE))


@blueprint.post("/batches")
@signed_in
def open_batch() -> AnyResponse:
    """Begin a batch; without scripts its files come along in the same form."""
    name = request.form.get("name") or translate("Đợt nộp {moment}", moment=moment(http.archive().retrieve.clock.now()))
    opened = http.archive().desk.open(actor(), name, _number("announced"))
    if wants_json():
        return jsonify(id=opened.id, page=url_for("desk.batch", batch_id=opened.id))
    _take_all(opened.id)
    return redirect(url_for("desk.batch", batch_id=opened.id))


def _number(name: str) -> int:
    written = request.form.get(name, "0")
    if not written.isdecimal() or len(written) > 6:
        raise BadField(field=name, value=written[:20])
    return int(written)


@blueprint.post("/batches/<batch_id>/files")
@signed_in
def hand_in(batch_id: str) -> AnyResponse:
    """Take files, each as a record of its own; the answer names what became of each."""
    found = _take_all(batch_id)
    if not found:
        raise EmptyFile
    if wants_json():
        return jsonify(files=[told_of(each) for each in found])
    return redirect(url_for("desk.batch", batch_id=batch_id))


def _take_all(batch_id: str) -> list[OnDesk]:
    form = request.form
    fields = DescribedFields({name: form[name] for name in _ALWAYS if form.get(name)})
    otherwise = {"unit": form["unit"]} if form.get("unit") else {}
    files = [file for file in request.files.getlist("files") if file.filename]
    names = form.getlist("named")
    return [
        each
        for place, file in enumerate(files)
        for each in _take(batch_id, names[place] if place < len(names) else "", file, fields, otherwise)
    ]


def _take(
    batch_id: str, path: str, file: FileStorage, fields: DescribedFields, otherwise: dict[str, str]
) -> Sequence[OnDesk]:
    desk, name = http.archive().desk, path or file.filename or ""
    try:
        arrived = uploads.arrived(file)
    except Refused as refusal:
        return desk.turn_away(actor(), batch_id, name, refusal)
    return desk.hand_in(actor(), batch_id, name, [arrived], fields, otherwise)


@blueprint.get("/batches/<batch_id>/known")
@signed_in
def known(batch_id: str) -> Response:
    """The files of the batch that are here already, so that a folder dropped again sends only the others."""
    desk = http.archive().desk
    desk.batch(actor(), batch_id)
    found, more = desk.queue(actor(), DeskView(batch_id=batch_id), after=request.args.get("after"), limit=1000)
    files = [each.on_desk.file for each in found if each.on_desk.file.fate is not Fate.TURNED_AWAY]
    return jsonify(
        total=sum(desk.counts(actor(), DeskView(batch_id=batch_id)).values()),
        files=[{"name": file.name, "size": file.size} for file in files],
        after=found[-1].on_desk.file.id if found and more else None,
    )


@blueprint.post("/batches/<batch_id>/announced")
@signed_in
def announce(batch_id: str) -> Response:
    """How many files the batch will have, so that it can tell how many are still missing."""
    http.archive().desk.announce(actor(), batch_id, _number("announced"))
    return jsonify(announced=_number("announced"))


@blueprint.get("/states")
@signed_in
def states() -> Response:
    """Where some files stand now, for the page to wait on."""
    found = http.archive().desk.some(actor(), request.args.getlist("file")[:MOST_AT_ONCE])
    return jsonify(files=[told_of(each.on_desk) for each in found.values()])


@blueprint.post("/settle")
@signed_in
def settle() -> AnyResponse:
    """Take the chosen files off the desk, or put them back."""
    done = request.form.get("done", "yes") == "yes"
    http.archive().desk.settle(actor(), chosen_files(), done=done)
    return redirect(link_to(asked_view()))


def chosen_files() -> list[str]:
    """The files that the form chose. Raises BadField for none, or past 500."""
    chosen = list(dict.fromkeys(request.form.getlist("file")))
    if not chosen or len(chosen) > MOST_AT_ONCE:
        raise BadField(field="files", value=len(chosen))
    return chosen


def told_of(on_desk: OnDesk) -> dict[str, object]:
    """A file for a script: its state in words and, where it needs attention, why and what to do."""
    file = on_desk.file
    sentence, action = why(on_desk) or ("", "")
    return {
        "id": file.id,
        "name": file.name,
        "state": on_desk.state.value,
        "words": label("desk", on_desk.state.value),
        "sign": SIGNS[on_desk.state.value],
        "why": sentence,
        "action": action,
        "record": url_for("records.record", record_id=file.record_id) if file.record_id else None,
        "review": url_for("desk_review.look", file_id=file.id) if file.fate is Fate.KEPT else None,
    }


def why(on_desk: OnDesk) -> tuple[str, str] | None:
    """Why a file needs attention, and what to do; None where nothing is the matter."""
    if on_desk.state is DeskState.RECEIVED or on_desk.reason is None:
        return None
    if on_desk.file.fate is Fate.EXISTS:
        return (
            translate("Nội dung này đã có trong kho (trùng SHA-512); không giữ bản thứ hai."),
            translate("Mở tài liệu đang có; nếu đúng là bản trùng, bấm “Đã xem, xong”."),
        )
    if on_desk.file.fate is Fate.TURNED_AWAY:
        return told(on_desk.reason, http.language(), dict(on_desk.file.facts or {}))
    return (
        translate("Chưa đọc được chữ: {reason}.", reason=label("reason", on_desk.reason)),
        translate("Mở tài liệu và nhập các mục bằng tay theo ảnh trang."),
    )


@blueprint.get("/batches/<batch_id>/receipt")
@signed_in
def receipt(batch_id: str) -> str:
    """The receipt of a batch, to look at and to print."""
    head, lines = _receipt(batch_id, http.language())
    return render_template("desk_receipt.html", receipt=head, lines=lines)


@blueprint.get("/batches/<batch_id>/receipt.pdf")
@signed_in
def receipt_file(batch_id: str) -> Response:
    """The same as a PDF, in Vietnamese: it goes into the file of the office."""
    return Response(
        receipt_pdf(*_receipt(batch_id, "vi")),
        mimetype="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="bien-nhan-{batch_id}.pdf"'},
    )


def _receipt(batch_id: str, language: Language) -> tuple[BatchReceipt, list[ReceiptLine]]:
    worker, desk = actor(), http.archive().desk
    opened = desk.batch(worker, batch_id)
    files = list(islice(_files_of(batch_id), MOST_ON_A_RECEIPT))
    fates = Counter(each.file.fate for each in files)
    counted = tuple((translate(LABELS["fate"][fate.value], language), fates[fate]) for fate in Fate if fates[fate])
    total = sum(desk.counts(worker, DeskView(batch_id=batch_id)).values())
    head = BatchReceipt(
        opened.id, opened.name, worker.name, opened.opened_at, desk.clock.now(), counted, total - len(files)
    )
    return head, [_receipt_line(each, language) for each in files]


def _files_of(batch_id: str) -> Iterator[OnDesk]:
    after: str | None = None
    more = True
    while more:
        found, more = http.archive().desk.queue(actor(), DeskView(batch_id=batch_id), after=after, limit=1000)
        yield from (each.on_desk for each in found)
        after = found[-1].on_desk.file.id if found else None


def _receipt_line(on_desk: OnDesk, language: Language) -> ReceiptLine:
    file = on_desk.file
    outcome = translate(LABELS["fate"][file.fate.value], language)
    if file.fate is Fate.TURNED_AWAY:
        outcome += ". " + told(file.code or "", language, dict(file.facts or {}))[0]
    return ReceiptLine(file.name, outcome, file.record_id or "", file.sha512 or "")
