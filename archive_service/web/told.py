"""What is wrong with a form, in the words of the form."""

from __future__ import annotations

from archive_service import http
from archive_service.domain.errors import ArchiveError, BadField
from archive_service.sentences import sentence_of
from archive_service.web.labels import LABELS, label


def told_on_a_form(error: ArchiveError, labels: str) -> tuple[str, str]:
    """The sentence for an error and what to do, a wrong field called as `labels` calls it."""
    field = str(error.facts.get("field", ""))
    if isinstance(error, BadField) and field in LABELS[labels]:
        error = BadField(field=label(labels, field), value=error.facts.get("value", ""))
    return sentence_of(error, http.language())
