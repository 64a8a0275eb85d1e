"""One file of the desk in front of a person: the page beside the form, what the paper says beside each field."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from archive_service import http
from archive_service.domain.errors import BadField, Conflict, Refused
from archive_service.sentences import sentence_of
from archive_service.services.describing import field_of
from archive_service.services.proposals import evidence_in
from archive_service.services.review import REVIEWED, Agreement, Review
from archive_service.web.desk import SIGNS, asked_view, choices, link_to, why
from archive_service.web.labels import label
from archive_service.web.sessions import actor, signed_in
from archive_service.wire_recognition import evidence_body

blueprint = Blueprint("desk_review", __name__, url_prefix="/desk/files")
AGREEMENT_SIGNS = {
    Agreement.AGREES: "✓", Agreement.FILLED: "↳", Agreement.OFFERED: "?", Agreement.DIFFERS: "≠", Agreement.SILENT: "",
}  # fmt: skip


@blueprint.get("/<file_id>")
@signed_in
def look(file_id: str) -> str:
    """The form, its fields as they are, with the paper's own values where there were none."""
    return _page(http.archive().review.look(actor(), file_id, asked_view()), None, {})


@blueprint.post("/<file_id>")
@signed_in
def confirm(file_id: str) -> Response:
    """Keep what the person says and go to the next file; a form that is refused comes back as it was filled in."""
    form, review, view = request.form, http.archive().review, asked_view()
    version = form.get("version", "")
    if not version.isdecimal() or len(version) > 9:
        raise BadField(field="version", value=version[:20])
    given = {name: form[name] for name in REVIEWED if name in form}
    try:
        review.confirm(actor(), file_id, given, int(version))
    except (Refused, Conflict) as error:
        return make_response(_page(review.look(actor(), file_id, view), error, given), 409 if _is_late(error) else 422)
    following = review.next_open(actor(), file_id, view)
    if following is None:
        return redirect(link_to(view, finished="yes"))
    return redirect(link_to_file(following))


def _is_late(error: Refused | Conflict) -> bool:
    return isinstance(error, Conflict)


def _page(found: Review, error: Refused | Conflict | None, given: dict[str, str]) -> str:
    number = request.args.get("page", "1")
    last = max(found.text.page_count, 1)
    page = min(max(int(number), 1), last) if number.isdecimal() and len(number) < 7 else 1
    return render_template(
        "desk_review.html", found=found, record=found.entry.record, page=page, last=last,
        place=found.text.place_of(page), page_text=next((p for p in found.text.pages if p.number == page), None),
        evidence=evidence_body(paper) if (paper := evidence_in(found.text)) else None,
        view=asked_view(), back=link_to(asked_view()), link=link_to_file, given=given,
        told=sentence_of(error, http.language()) if error else None,
        wrong=field_of(error) if isinstance(error, Refused) else None,
        signs=AGREEMENT_SIGNS, state_signs=SIGNS, why=why(found.desk_entry.on_desk), proposed=_proposed, **choices(),
    )  # fmt: skip


def link_to_file(file_id: str, **more: object) -> str:
    """The review of a file, keeping the part of the queue it was opened from."""
    kept = {name: request.values[name] for name in ("whose", "state", "batch") if request.values.get(name)}
    return url_for("desk_review.look", file_id=file_id, **{**kept, **more})  # type: ignore[arg-type]


def _proposed(name: str, value: str) -> str:
    """A value of the paper in words."""
    kinds = {"type": "type", "lifecycle": "lifecycle"}
    return label(kinds[name], value) if name in kinds else value
