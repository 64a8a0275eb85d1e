"""Mail (.eml, .msg): who, when, what about, and the text; attachments are listed by name, not opened."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

import lxml.html
import olefile
from lxml import etree

from indexer.errors import ExtractionFailed
from indexer.extraction.html import visible_text
from indexer.extraction.source import Facts, Piece, Source
from indexer.model import NoTextReason, PageText

_MAX_BYTES = 128 << 20
_HEADERS = ("From", "To", "Cc", "Date", "Subject")
_MAX_HEADER = 2_000
# MAPI properties as [MS-OXMSG] names their streams; 001F is text in UTF-16, 001E in a code page
_SUBJECT, _SENDER, _SENDER_ADDRESS, _TO, _CC = "0037", "0C1A", "0C1F", "0E04", "0E03"
_BODY, _BODY_HTML, _LONG_NAME, _SHORT_NAME = "1000", "10130102", "3707", "3704"
_STREAM = "__substg1.0_"


def extract_eml(source: Source) -> Iterator[Piece]:
    """One page: the header lines that people read, then the text."""
    message = BytesParser(policy=default).parsebytes(source.read(_MAX_BYTES))
    lines = [f"{name}: {str(message[name])[:_MAX_HEADER]}" for name in _HEADERS if message[name]]
    names = tuple(part.get_filename() or part.get_content_type() for part in message.iter_attachments())
    text = "\n".join([*lines, "", _body(message)]).strip()
    if text:
        yield PageText(1, text)
    yield Facts(page_count=1, properties=_subject(str(message["Subject"] or "")), attachments=names)


def extract_msg(source: Source) -> Iterator[Piece]:
    """The same of a message Outlook saved."""
    source.file.seek(0)
    try:
        with olefile.OleFileIO(source.file) as container:
            streams = {"/".join(name): name for name in container.listdir(streams=True, storages=False)}
            message = _Outlook(container, streams)
            sender = " ".join(filter(None, (message.text(_SENDER), message.text(_SENDER_ADDRESS))))
            stated = {
                "From": sender,
                "To": message.text(_TO),
                "Cc": message.text(_CC),
                "Subject": message.text(_SUBJECT),
            }
            lines = [f"{name}: {value[:_MAX_HEADER]}" for name, value in stated.items() if value]
            body = message.text(_BODY) or _of_html(message.raw(_BODY_HTML))
            names = message.attachment_names()
    except (OSError, ValueError) as error:
        raise ExtractionFailed(NoTextReason.DAMAGED, f"OLE: {type(error).__name__}") from error
    if text := "\n".join([*lines, "", body]).strip():
        yield PageText(1, text)
    yield Facts(page_count=1, properties=_subject(stated["Subject"]), attachments=names)


class _Outlook:
    """The streams of an Outlook message."""

    def __init__(self, container: olefile.OleFileIO, streams: dict[str, list[str]]) -> None:
        self._container = container
        self._streams = streams

    def raw(self, name: str, folder: str = "") -> bytes:
        stream = self._streams.get(f"{folder}{_STREAM}{name}")
        if stream is None or self._container.get_size(stream) > _MAX_BYTES:
            return b""
        with self._container.openstream(stream) as opened:
            return bytes(opened.read())

    def text(self, name: str, folder: str = "") -> str:
        if wide := self.raw(f"{name}001F", folder):
            return wide.decode("utf-16-le", "replace").strip("\0 ")
        narrow = self.raw(f"{name}001E", folder)
        try:
            return narrow.decode("utf-8").strip("\0 ")
        except UnicodeDecodeError:
            return narrow.decode("cp1258", "replace").strip("\0 ")

    def attachment_names(self) -> tuple[str, ...]:
        folders = sorted({name.partition("/")[0] + "/" for name in self._streams if name.startswith("__attach")})
        return tuple(self.text(_LONG_NAME, at) or self.text(_SHORT_NAME, at) or "?" for at in folders)


def _body(message: EmailMessage) -> str:
    part = message.get_body(("plain", "html"))
    if part is None:
        return ""
    try:
        content = part.get_content()
    except (LookupError, UnicodeError):
        content = part.get_payload(decode=True)
    if isinstance(content, bytes):
        content = content.decode("utf-8", "replace")
    text = str(content)
    return _of_html(text.encode("utf-8", "replace"), "utf-8") if part.get_content_subtype() == "html" else text


def _of_html(data: bytes, encoding: str | None = None) -> str:
    if not data.strip():
        return ""
    try:
        return visible_text(lxml.html.document_fromstring(data, parser=lxml.html.HTMLParser(encoding=encoding)))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ""


def _subject(subject: str) -> dict[str, str]:
    return {"title": subject} if subject else {}
