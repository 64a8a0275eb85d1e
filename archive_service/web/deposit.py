"""Handing in papers: several files at once, each with its own receipt."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, get_template_attribute, jsonify, make_response, render_template, request
from werkzeug.datastructures import FileStorage

from archive_service import http
from archive_service.domain.access import Act, may_anywhere
from archive_service.domain.errors import ArchiveError, EmptyFile, NotPermitted
from archive_service.domain.records import AccessLevel, Lifecycle, RecordClass, Source
from archive_service.http import uploads
from archive_service.sentences import sentence_of
from archive_service.services.batch import FileOutcome, deposit_package
from archive_service.services.describing import FIELDS, DescribedFields
from archive_service.services.looking import Look, SeenValue, look_at
from archive_service.web.labels import label
from archive_service.web.sessions import actor, signed_in, wants_json
from archive_service.wire_recognition import evidence_body

NOTHING_SEEN = Look()
blueprint = Blueprint("deposit", __name__, url_prefix="/deposit")


@blueprint.get("")
@signed_in
def form() -> str:
    """The form. Without scripts it sends all files in one go; with them each file shows its progress."""
    return _page([])


@blueprint.post("/look")
@signed_in
def look() -> Response:
    """What the first file says of itself, beside the fields: sure values fill empty ones, a person's are left alone."""
    files = [file for file in request.files.getlist("files") if file.filename]
    try:
        if not files:
            raise EmptyFile
        seen = look_at(http.archive().deposit, actor(), uploads.arrived(files[0]))
    except ArchiveError as error:
        if wants_json():
            return jsonify(seen=[], facts="", message=" ".join(sentence_of(error, http.language())))
        return make_response(_page([_refused(files[0].filename or "" if files else "", error)]))
    if wants_json():
        return jsonify(seen=[_seen(each) for each in seen.values], facts=_facts(seen), message="")
    return make_response(_page([], seen))


def _facts(seen: Look) -> str:
    """What a supporting paper says, drawn as on the page of a record; nothing for other papers."""
    draw = get_template_attribute("parts.html", "evidence_facts")
    return str(draw(evidence_body(seen.evidence))) if seen.evidence else ""


def _seen(value: SeenValue) -> dict[str, object]:
    return {
        "field": value.field,
        "value": value.value,
        "words": label(value.field, value.value) if value.field in ("type", "lifecycle") else value.value,
        "evidence": value.evidence,
        "percent": round(value.confidence * 100),
        "sure": value.sure,
    }


def _page(receipts: list[dict[str, object]], look: Look = NOTHING_SEEN) -> str:
    depositor = actor()
    if not may_anywhere(depositor, Act.DEPOSIT):
        raise NotPermitted
    reach = depositor.units()
    register, types = http.archive().units.register(), http.archive().types
    seen = {each.field: _seen(each) for each in look.values}
    dossier_id = request.values.get("dossier")
    dossier = http.archive().dossiers.find(depositor, dossier_id) if dossier_id else None
    return render_template(
        "deposit.html",
        units=sorted((register.units[unit_id] for unit_id in reach if unit_id in register.units), key=_unit_order),
        types=types.document_types.values(),
        media_types=[*types.media_types.values(), *types.batch_types.values()],
        classes=list(RecordClass),
        lifecycles=list(Lifecycle),
        levels=list(AccessLevel),
        sources=list(Source),
        limit=http.settings().deposit.max_file_bytes,
        receipts=receipts,
        seen=seen,
        evidence=evidence_body(look.evidence) if look.evidence else None,
        dossier=dossier,
        entered={
            **({"unit": register.units[dossier.unit_id].code} if dossier and dossier.unit_id in reach else {}),
            **{name: value["value"] for name, value in seen.items() if value["sure"]},
            **{name: value for name, value in request.form.items() if value},
        },
    )


def _unit_order(unit: object) -> tuple[bool, str]:
    """Cells first: they issue most of the papers."""
    kind, name = getattr(unit, "kind", ""), getattr(unit, "name", "")
    return kind != "cell", name


@blueprint.post("")
@signed_in
def hand_in() -> Response:
    """Take the files, each as a record of its own or all together as one; the answer names what became of each."""
    files = [file for file in request.files.getlist("files") if file.filename]
    fields = DescribedFields({name: request.form[name] for name in FIELDS if request.form.get(name)})
    groups = [files] if files and request.form.get("together") else [[file] for file in files]
    receipts = [receipt for group in groups for receipt in _taken(group, fields)] or [_refused("", EmptyFile())]
    if wants_json():
        return jsonify(receipts=receipts)
    return make_response(_page(receipts))


def _taken(files: Sequence[FileStorage], fields: DescribedFields) -> list[dict[str, object]]:
    """One receipt for the files, which are one record in this order, or one for each file of a package."""
    name, deposit = ", ".join(file.filename or "" for file in files), http.archive().deposit
    note = http.archive().desk.note_alone
    try:
        arrived = [uploads.arrived(file) for file in files]
        if len(arrived) == 1 and deposit.admission.is_package(arrived[0]):
            return [
                _of_package(outcome) for outcome in deposit_package(deposit, actor(), arrived[0], fields, note=note)
            ]
        receipt = deposit.deposit(actor(), arrived, fields, note=note)
    except ArchiveError as error:
        return [_refused(name, error)]
    record = receipt.record
    return [
        {
            "file": name,
            "status": "created" if receipt.created else "exists",
            "id": record.id,
            "title": record.description.title,
            "sha512": record.files[0].sha512,
            "message": "",
        }
    ]


def _of_package(outcome: FileOutcome) -> dict[str, object]:
    if outcome.error is not None:
        return _refused(outcome.file, outcome.error)
    return {
        "file": outcome.file,
        "status": outcome.status,
        "id": outcome.record_id,
        "sha512": outcome.sha512,
        "message": "",
    }


def _refused(name: str, error: ArchiveError) -> dict[str, object]:
    message = " ".join(sentence_of(error, http.language()))
    return {"file": name, "status": "refused", "id": None, "code": error.code, "message": message}
