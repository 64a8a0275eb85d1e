"""Who signed a PDF, and whether what was signed is still as it was: read with pyHanko, offline, in the child.

Only what the file itself proves is told: the certificate as it calls itself, the time, what the signature covers, and
whether the bytes under it are intact. Whether the certificate is to be trusted is not asked: that takes the chain, its
revocation lists and a network.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import extract_certificate_info
from pyhanko.sign.validation import EmbeddedPdfSignature
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter, validate_sig_integrity
from pyhanko.sign.validation.status import SignatureCoverageLevel

from indexer.extraction.source import Source
from indexer.model import Signature

_MAX_SIGNATURES = 50
_MAX_NAME = 300


def signatures_of(source: Source) -> tuple[Signature, ...]:
    """The signatures of a PDF in the order they were made; what cannot be read is told as such, and never raises."""
    found: list[Signature] = []
    try:
        source.file.seek(0)
        reader = PdfFileReader(source.file, strict=False)
        if reader.encrypted:
            reader.decrypt("")
        found.extend(_each(reader))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - hostile input: an answer, not a failure
        found.append(Signature("", "", "", False, None, None, type(error).__name__))
    return tuple(found)


def _each(reader: Any) -> Iterator[Signature]:
    for number, signature in enumerate(reader.embedded_signatures):
        if number == _MAX_SIGNATURES:
            return
        yield _facts(signature)


def _facts(signature: EmbeddedPdfSignature) -> Signature:
    signer, issuer = _names(signature)
    intact, detail = _integrity(signature)
    time, stamped = _time(signature)
    covers = None
    try:
        covers = signature.evaluate_signature_coverage() is SignatureCoverageLevel.ENTIRE_FILE
    except Exception as error:  # noqa: BLE001 - hostile input: an answer, not a failure
        detail = detail or f"coverage: {type(error).__name__}"
    return Signature(signer, issuer, time, stamped, covers, intact, detail)


def _names(signature: EmbeddedPdfSignature) -> tuple[str, str]:
    try:
        certificate = signature.signer_cert
        return _name(certificate.subject), _name(certificate.issuer)
    except Exception:  # noqa: BLE001 - a certificate is whatever somebody put there
        return "", ""


def _name(name: Any) -> str:
    """The common name, with the organisation after it; else all that is stated."""
    stated = name.native
    parts = [stated.get("common_name"), stated.get("organization_name")]
    texts = [", ".join(part) if isinstance(part, list) else str(part) for part in parts if part]
    return (", ".join(dict.fromkeys(texts)) or str(name.human_friendly))[:_MAX_NAME]


def _time(signature: EmbeddedPdfSignature) -> tuple[str, bool]:
    """When it was signed, in UTC, and whether a time stamp authority said so; else what the signer's clock said."""
    with suppress(Exception):  # an unreadable stamp leaves the signer's own clock
        for stamp in extract_tst_data_iter(signature.signer_info, signed=False):
            return _utc(stamp["encap_content_info"]["content"].parsed["gen_time"].native), True
    try:
        return _utc(signature.self_reported_timestamp), False
    except Exception:  # noqa: BLE001
        return "", False


def _utc(moment: datetime | None) -> str:
    if moment is None:
        return ""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _integrity(signature: EmbeddedPdfSignature) -> tuple[bool | None, str]:
    """Whether the digest fits the bytes and the signature fits the digest; None and why when that cannot be told."""
    try:
        certificate = extract_certificate_info(signature.signed_data).signer_cert
        signature.compute_integrity_info(skip_diff=True)
        digest = signature.compute_digest()
        same_bytes, fits = validate_sig_integrity(
            signature.signer_info, certificate, expected_content_type="data", actual_digest=digest
        )
    except Exception as error:  # noqa: BLE001 - hostile input: an answer, not a failure
        return None, type(error).__name__
    return bool(same_bytes and fits), ""
