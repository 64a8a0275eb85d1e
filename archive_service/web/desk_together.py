"""The same for all: chosen files get a unit, a type, a month, a level or a dossier at once, seen before it is made."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, render_template, request

from archive_service import http
from archive_service.domain.batches import Fate
from archive_service.domain.errors import ArchiveError, BadField, Refused
from archive_service.sentences import sentence_of
from archive_service.services.desk import MOST_AT_ONCE, DeskView
from archive_service.services.same_for_all import FOR_ALL, Planned
from archive_service.web.desk import asked_view, choices, chosen_files, link_to
from archive_service.web.labels import label, unit_name
from archive_service.web.sessions import actor, signed_in

blueprint = Blueprint("desk_together", __name__, url_prefix="/desk/together")
NEW_DOSSIER = "new"
_IN_WORDS = {
    "class": "class", "type": "type", "lifecycle": "lifecycle", "access_level": "access_level", "source": "source",
}  # fmt: skip


@blueprint.post("")
@signed_in
def together() -> str:
    """Choose the values; look at what they would change; make the change."""
    form, service = request.form, http.archive().same_for_all
    chosen = _of_batch(form["whole"]) if form.get("whole") else chosen_files()
    wanted = {name: form[name].strip() for name in FOR_ALL if form.get(name, "").strip()}
    title = form.get("dossier_title", "").strip() if wanted.get("dossier") == NEW_DOSSIER else ""
    if wanted.get("dossier") == NEW_DOSSIER:
        del wanted["dossier"]
    step, told = form.get("step", "choose"), None
    planned: Sequence[Planned] = ()
    try:
        if step == "change" and (wanted or title):
            if title:
                wanted["dossier"] = service.open_dossier(actor(), chosen, title, wanted).id
            planned = service.change(actor(), chosen, wanted)
        elif step == "look":
            if not wanted and not title:
                raise BadField(field="fields", value="")
            planned = service.plan(actor(), chosen, wanted) if wanted else ()
    except Refused as error:
        step, told = "choose", sentence_of(error, http.language())
    return render_template(
        "desk_together.html", chosen=chosen, wanted=wanted, title=title, step=step, planned=planned, told=told,
        view=asked_view(), back=link_to(asked_view()), fields=FOR_ALL, words=in_words, refused=_refused,
        new_dossier=NEW_DOSSIER, **choices(),
    )  # fmt: skip


def _of_batch(batch_id: str) -> list[str]:
    """The files of a batch that became records, as far as one action reaches. Raises BadField past 500."""
    found, more = http.archive().desk.queue(actor(), DeskView(batch_id=batch_id), limit=1000)
    kept = [each.on_desk.file.id for each in found if each.on_desk.file.fate is Fate.KEPT]
    if not kept or more or len(kept) > MOST_AT_ONCE:
        raise BadField(field="files", value=len(kept))
    return kept


def in_words(name: str, value: str) -> str:
    """A value of a field as people say it."""
    if not value:
        return "—"
    if name == "unit":
        return unit_name(value)
    if name == "dossier":
        found = http.archive().dossiers.find(actor(), value)
        return found.title if found else value
    return label(_IN_WORDS[name], value) if name in _IN_WORDS else value


def _refused(error: ArchiveError) -> str:
    return " ".join(sentence_of(error, http.language()))
