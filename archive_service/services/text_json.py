"""text.json: the text of a record as a derived thing, page by page, with where each page stands."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from archive_service.domain.records import TextState, TextStatus
from indexer.model import ExtractedText, PageText, TextSource

TEXT_NAME = "text.json"


class PageDocument(BaseModel):
    """One page: `number` runs through the whole record, `file` and `page` say where it stands."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    file: str
    page: int
    text: str
    source: TextSource
    confidence: float | None


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


class RecordText(BaseModel):
    """The text of a whole record; files in their order, pages numbered through."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: int = 1
    files: tuple[FileText, ...] = ()
    pages: tuple[PageDocument, ...] = ()

    @property
    def page_count(self) -> int:
        return sum(file.page_count for file in self.files)

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
