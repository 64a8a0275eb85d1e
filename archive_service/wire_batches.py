"""The shapes of a batch as JSON: what became of each file handed in together."""

from __future__ import annotations

from typing import Literal

from archive_service.sentences import Language, sentence_of
from archive_service.services.batch import FileOutcome
from archive_service.wire_shapes import Body


class ReceiptBody(Body):
    """What became of one file of a batch: kept as the record `id`, or not; then `code` and `message` say why."""

    file: str
    status: Literal["created", "exists", "refused", "failed"]
    id: str | None
    sha512: str | None
    code: str | None
    message: str | None


class BatchBody(Body):
    """One receipt a file, in the order of the batch."""

    receipts: tuple[ReceiptBody, ...]


def receipt_body(outcome: FileOutcome, language: Language) -> ReceiptBody:
    """The receipt of one file as `deposit --json` and POST /batches answer it."""
    error = outcome.error
    return ReceiptBody.model_validate(
        {
            "file": outcome.file,
            "status": outcome.status,
            "id": outcome.record_id,
            "sha512": outcome.sha512,
            "code": error.code if error else None,
            "message": " ".join(sentence_of(error, language)) if error else None,
        }
    )
