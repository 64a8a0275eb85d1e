"""text.json: the text of a record as a derived thing, page by page, with where each page stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict

from archive_service.domain.records import LOCKED_AWAY, TextState, TextStatus
from indexer.model import ExtractedText, NoTextReason, PageText, TextSource, page_numbers

TEXT_NAME = "text.json"
COPY_NAME = "reading.pdf"
WANTING = "needs_ocr"
NOT_RECOGNISED = "ocr_failed"
IN_COPY = "reading_copy_page"
COPY = "reading_copy"
NO_COPY = "reading_copy_failed"


class PageDocument(BaseModel):
    """One page: `number` runs through the whole record, `file` and `page` say where it stands."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    file: str
    page: int
    text: str
    source: TextSource
    confidence: float | None
    doubtful: tuple[str, ...] = ()
    """Words with digits that recognition was not sure of: handwritten numbers and days."""


class SignatureText(BaseModel):
    """A digital signature: who, when, and whether what it covers is as it was. Nobody vouches for the names.

    `time` is UTC, "" when not stated; `stamped` when a time stamp authority said it and not the signer's clock.
    `covers_whole_file` and `intact` are null when that cannot be told; `detail` then says why. The chain of the
    certificate is never checked: `chain` says so.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    signer: str
    issuer: str
    time: str
    stamped: bool
    covers_whole_file: bool | None
    intact: bool | None
    detail: str
    chain: Literal["not_checked"] = "not_checked"


class FileText(BaseModel):
    """What one file gave. `first_page` is the number in the record of its first page."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    media_type: str
    page_count: int
    first_page: int
    no_text: str | None
    detail: str
    attachments: tuple[str, ...]
    properties: dict[str, str]
    signatures: tuple[SignatureText, ...] = ()

    @property
    def wanting(self) -> tuple[int, ...]:
        """The pages of this file that wait for recognition."""
        return page_numbers(self.properties.get(WANTING, ""))

    @property
    def has_copy(self) -> bool:
        """Whether the reading copy shows this file."""
        return COPY in self.properties

    @property
    def first_page_in_copy(self) -> int | None:
        """The page of the reading copy on which this file begins; None when it is not in there."""
        place = self.properties.get(IN_COPY, "")
        return int(place) if place.isdecimal() else None


class RecordText(BaseModel):
    """The text of a whole record; files in their order, pages numbered through."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: int = 1
    files: tuple[FileText, ...] = ()
    pages: tuple[PageDocument, ...] = ()

    @property
    def page_count(self) -> int:
        return sum(file.page_count for file in self.files)

    @property
    def wanting(self) -> int:
        """How many pages wait for recognition."""
        return sum(len(file.wanting) for file in self.files)

    def status(self) -> TextStatus:
        """Searchable when any page has words, else the reason of the first file that has none."""
        if any(page.text.strip() for page in self.pages):
            return TextStatus(TextState.SEARCHABLE, None, self.page_count)
        reasons = [file.no_text for file in self.files if file.no_text]
        return TextStatus(TextState.NO_TEXT, reasons[0] if reasons else "empty", self.page_count)

    def index_pages(self) -> tuple[PageText, ...]:
        return tuple(PageText(page.number, page.text, page.source, page.confidence) for page in self.pages)

    def place_of(self, number: int) -> tuple[str, str, int] | None:
        """File name, media type and page within that file of a page of the record; None past the end."""
        for file in self.files:
            if file.first_page <= number < file.first_page + file.page_count:
                return file.name, file.media_type, number - file.first_page + 1
        return None

    def page_in_copy(self, number: int) -> int | None:
        """The page of the reading copy that shows a page of the record; None when it is not in there."""
        for file in self.files:
            if file.first_page_in_copy is not None and file.first_page <= number < file.first_page + file.page_count:
                return file.first_page_in_copy + number - file.first_page
        return None


def gather(extracted: list[tuple[str, ExtractedText]]) -> RecordText:
    """Put the texts of a record's files together, in order."""
    files: list[FileText] = []
    pages: list[PageDocument] = []
    first = 1
    for name, text in extracted:
        files.append(
            FileText(
                name=name,
                media_type=text.media_type,
                page_count=text.page_count,
                first_page=first,
                no_text=text.no_text.value if text.no_text else None,
                detail=text.detail,
                attachments=text.attachments,
                properties=dict(text.properties),
                signatures=tuple(SignatureText(**asdict(signature)) for signature in text.signatures),
            )
        )
        pages.extend(
            PageDocument(
                number=first + page.number - 1,
                file=name,
                page=page.number,
                text=page.text,
                source=page.source,
                confidence=page.confidence,
            )
            for page in text.pages
        )
        first += text.page_count
    return RecordText(files=tuple(files), pages=tuple(pages))


@dataclass(frozen=True, slots=True)
class RecognisedFile:
    """What recognition made of one file: its pages, words to doubt by page, the pages that could not be read."""

    pages: tuple[PageText, ...]
    doubtful: Mapping[int, tuple[str, ...]]
    failed: tuple[tuple[int, NoTextReason], ...]


def with_recognised(text: RecordText, recognised: Mapping[str, RecognisedFile]) -> RecordText:
    """The text completed with recognised pages, by name of file: they replace a stamp or a bad layer."""
    pages = {page.number: page for page in text.pages}
    files = []
    for file in text.files:
        found = recognised.get(file.name)
        if found is None:
            files.append(file)
            continue
        for page in found.pages:
            if page.text.strip():
                number = file.first_page + page.number - 1
                doubtful = tuple(found.doubtful.get(page.number, ()))
                pages[number] = PageDocument(
                    number=number, file=file.name, page=page.number, text=page.text, source=page.source,
                    confidence=page.confidence, doubtful=doubtful,
                )  # fmt: skip
        files.append(_read_to_the_end(file, found, any(page.file == file.name for page in pages.values())))
    return RecordText(files=tuple(files), pages=tuple(pages[number] for number in sorted(pages)))


def _read_to_the_end(file: FileText, found: RecognisedFile, has_text: bool) -> FileText:
    properties = {name: value for name, value in file.properties.items() if name != WANTING}
    reason = found.failed[0][1] if found.failed else NoTextReason.EMPTY
    if found.failed:
        properties[NOT_RECOGNISED] = ",".join(str(page) for page, _ in found.failed)
    return file.model_copy(update={"properties": properties, "no_text": None if has_text else reason.value})


def in_reading_copy(text: RecordText, names: Sequence[str], *, pdfa: bool) -> RecordText:
    """Note that these files, in their order, are the pages of the reading copy."""
    files, first = [], 1
    for file in text.files:
        if file.name in names:
            noted = {**file.properties, IN_COPY: str(first), COPY: "PDF/A" if pdfa else "PDF"}
            files.append(file.model_copy(update={"properties": noted}))
            first += file.page_count
        else:
            files.append(file)
    return text.model_copy(update={"files": tuple(files)})


def laid_out(text: RecordText, printed: Mapping[str, int]) -> RecordText:
    """Note that these files, with so many pages in print, make up the reading copy, in their order.

    A text without pages of its own takes the pages of the print, and what comes behind it moves on. One that has pages
    (sheets, slides) shows them in the copy only where they are as many.
    """
    files, numbers, in_copy, in_record = [], {}, 1, 1
    for file in text.files:
        count, properties = file.page_count, file.properties
        if file.name in printed:
            properties = {**properties, COPY: "PDF"}
            if count in (1, printed[file.name]):
                count = printed[file.name]
                properties[IN_COPY] = str(in_copy)
            in_copy += printed[file.name]
        files.append(file.model_copy(update={"properties": properties, "page_count": count, "first_page": in_record}))
        numbers[file.name] = in_record
        in_record += count
    pages = (page.model_copy(update={"number": numbers[page.file] + page.page - 1}) for page in text.pages)
    return text.model_copy(update={"files": tuple(files), "pages": tuple(pages)})


def without_copy(text: RecordText, names: Sequence[str], reason: str) -> RecordText:
    """Note why there is no reading copy of these files, so that it is not tried again each time."""
    files = (
        file.model_copy(update={"properties": {**file.properties, NO_COPY: reason}}) if file.name in names else file
        for file in text.files
    )
    return text.model_copy(update={"files": tuple(files)})


def text_locked_away() -> RecordText:
    """What is kept in place of the text of a paper with a mark of secrecy: that there is none to be had, and why."""
    nothing = FileText(
        name="",
        media_type="",
        page_count=0,
        first_page=1,
        no_text=LOCKED_AWAY,
        detail="",
        attachments=(),
        properties={},
    )
    return RecordText(files=(nothing,))
