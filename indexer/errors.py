"""What can go wrong inside the indexer.

IndexerError
├── ExtractionFailed        a file gave no text; carries a NoTextReason
├── ExtractorUnavailable    the extraction child does not start: the installation is broken
├── IndexUnavailable        no generation of the index can be opened: rebuild
└── IndexBusy               another process holds the write lock for too long
"""

from indexer.model import NoTextReason


class IndexerError(Exception):
    """Root of the tree; never raised itself."""


class ExtractionFailed(IndexerError):
    """The file gave no text. The reason is stable and counted; the detail is for operators only."""

    def __init__(self, reason: NoTextReason, detail: str = "") -> None:
        super().__init__(f"{reason.value}: {detail}" if detail else reason.value)
        self.reason = reason
        self.detail = detail


class ExtractorUnavailable(IndexerError):
    """The extraction child does not start. No document is to blame: mend the installation, then retry."""


class IndexUnavailable(IndexerError):
    """No generation of the index can be opened. The index is disposable: rebuild it."""


class IndexBusy(IndexerError):
    """The write lock stayed taken for longer than the writer was willing to wait."""
