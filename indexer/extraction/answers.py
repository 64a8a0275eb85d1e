"""Checks on what comes out of the child: until it passed here, every value is hostile."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from indexer.extraction.media_types import PLAIN
from indexer.extraction.wire import WireError
from indexer.model import ExtractedText, Limits, NoTextReason, PageText, Signature, TextSource

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
# In plain text those stay that are capital letters of VISCII until `text.legacy_pages` has judged: it leaves none.
_CONTROLS_OF_PLAIN = re.compile(
    "[\x00\x01\x03\x04\x07\x08\x0b-\x13\x15-\x18\x1a-\x1d\x1f\x7f\ufdd0-\ufdef\ufffe\uffff]"
)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_MAX_ENTRIES, _MAX_ATTACHMENTS = 64, 1_000
_MAX_NAME, _MAX_VALUE, _MAX_DETAIL = 255, 2_000, 300


def checked_text(untrusted: object, max_length: int, controls: re.Pattern[str] = _CONTROLS) -> str:
    """NFC text without control characters other than line ends and tabs. Raises WireError when no text."""
    if not isinstance(untrusted, str):
        raise WireError("not text")
    text = untrusted[:max_length].replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    text = text.encode("utf-8", "replace").decode("utf-8")  # lone surrogates cannot be stored
    text = controls.sub("", text)
    return unicodedata.normalize("NFC", text)


def checked_reason(untrusted: object) -> NoTextReason:
    if untrusted not in tuple(NoTextReason):
        raise WireError("unknown reason")
    return NoTextReason(str(untrusted))


def checked_signature(untrusted: object) -> Signature:
    """A signature whose texts are texts and whose verdicts are verdicts. Raises WireError."""
    if not isinstance(untrusted, dict) or set(untrusted) != {each.name for each in fields(Signature)}:
        raise WireError("no signature")
    stamped, covers, intact = untrusted["stamped"], untrusted["covers_whole_file"], untrusted["intact"]
    if not isinstance(stamped, bool) or any(not isinstance(each, bool | None) for each in (covers, intact)):
        raise WireError("no verdict")
    signer, issuer, time, detail = (
        " ".join(checked_text(untrusted[name], _MAX_DETAIL).split()) for name in ("signer", "issuer", "time", "detail")
    )
    if time and not _MOMENT.fullmatch(time):
        raise WireError("no time")
    return Signature(signer, issuer, time, stamped, covers, intact, detail)


class AnswerCollector:
    """Puts an ExtractedText together from the child's frames, within the limits."""

    def __init__(self, media_type: str, limits: Limits) -> None:
        self._media_type = media_type
        self._controls = _CONTROLS_OF_PLAIN if media_type == PLAIN else _CONTROLS
        self._limits = limits
        self._pages: list[PageText] = []
        self._last_number = 0
        self._text_bytes = 0
        self._page_count = 0
        self._no_text: NoTextReason | None = None
        self._detail = ""
        self._properties: dict[str, str] = {}
        self._attachments: tuple[str, ...] = ()
        self._signatures: tuple[Signature, ...] = ()

    def take(self, untrusted: Mapping[str, Any]) -> NoTextReason | None:
        """Take one frame. The reason to stop when a limit is passed; raises WireError when it is malformed."""
        if "page" in untrusted:
            return self._take_page(untrusted)
        if isinstance(untrusted.get("facts"), dict):
            self._take_facts(untrusted["facts"])
            return None
        raise WireError("unknown frame")

    def _take_page(self, untrusted: Mapping[str, Any]) -> NoTextReason | None:
        number, confidence = untrusted["page"], untrusted.get("confidence")
        if type(number) is not int or number <= self._last_number:
            raise WireError("page numbers must rise")
        if confidence is not None and not (isinstance(confidence, int | float) and 0 <= confidence <= 1):
            raise WireError("confidence out of bounds")
        if untrusted.get("source") not in tuple(TextSource):
            raise WireError("unknown source")
        text = checked_text(untrusted.get("text"), self._limits.text_bytes, self._controls)
        self._text_bytes += len(text.encode())
        if number > self._limits.pages or self._text_bytes > self._limits.text_bytes:
            return NoTextReason.SIZE_LIMIT
        self._last_number = number
        if text.strip():
            self._pages.append(PageText(number, text, TextSource(untrusted["source"]), confidence))
        return None

    def _take_facts(self, untrusted: Mapping[str, Any]) -> None:
        count, reason = untrusted.get("page_count"), untrusted.get("no_text")
        if count is not None:
            if type(count) is not int or not 0 <= count <= 10_000_000:
                raise WireError("page count out of bounds")
            self._page_count = count
        if reason is not None:
            self._no_text = checked_reason(reason)
        if untrusted.get("detail"):
            self._detail = checked_text(untrusted["detail"], _MAX_DETAIL)
        properties, names = untrusted.get("properties", {}), untrusted.get("attachments", [])
        if not isinstance(properties, dict) or not isinstance(names, list):
            raise WireError("facts of the wrong kind")
        for key, value in list(properties.items())[: _MAX_ENTRIES - len(self._properties)]:
            self._properties[checked_text(key, _MAX_NAME)] = checked_text(value, _MAX_VALUE)
        signatures = untrusted.get("signatures", [])
        if not isinstance(signatures, list):
            raise WireError("facts of the wrong kind")
        if signatures:
            self._signatures = tuple(checked_signature(signature) for signature in signatures[:_MAX_ENTRIES])
        if names:
            self._attachments = tuple(checked_text(name, _MAX_NAME) for name in names[:_MAX_ATTACHMENTS])

    def answer(self, stopped: NoTextReason | None = None, detail: str = "") -> ExtractedText:
        """The answer so far. Text found before a limit is kept; `detail` says where and why it stopped."""
        detail = detail or self._detail
        if self._pages:
            reason = None
            if stopped is not None:
                detail = f"stopped after page {self._last_number}: {stopped.value}" + (f" ({detail})" if detail else "")
        else:
            reason = stopped or self._no_text or NoTextReason.EMPTY
        return ExtractedText(
            media_type=self._media_type,
            pages=tuple(self._pages),
            page_count=max(self._page_count, self._last_number),
            no_text=reason,
            detail=detail,
            properties=self._properties,
            attachments=self._attachments,
            signatures=self._signatures,
        )
