"""What the parent collects from a worker, whatever the job; every frame is checked as it comes."""

from __future__ import annotations

from pathlib import Path
from typing import Any, BinaryIO

from indexer.extraction.answers import AnswerCollector, checked_reason, checked_text
from indexer.extraction.wire import WireError
from indexer.model import Limits, NoTextReason, UnpackedFile

_ENDS = ("detected", "extracted", "rendered", "recognised", "written", "unpacked", "failed", "no_such_page")
_MAX_FILES = 2_000
_MAX_NAME, _MAX_DETAIL = 1_000, 300


class Job:
    """The pages, the end and the binary of one job; `take` gives a reason when the job must be stopped."""

    def __init__(self, media_type: str, limits: Limits) -> None:
        self.pages = AnswerCollector(media_type, limits)
        self.end: dict[str, Any] = {}
        self.binary = b""

    def take(self, untrusted: dict[str, Any], binary: bytes) -> NoTextReason | None:
        """Take one frame. Raises WireError when it is malformed."""
        if "end" not in untrusted:
            return self.pages.take(untrusted)
        if untrusted["end"] not in _ENDS:
            raise WireError("unknown end")
        if untrusted["end"] == "failed":
            checked_reason(untrusted.get("reason"))
        self.end, self.binary = untrusted, binary
        return None

    def failure(self) -> tuple[NoTextReason | None, str]:
        """The reason the worker itself gave for an answer without text, and its detail."""
        if self.end.get("end") != "failed":
            return None, ""
        return checked_reason(self.end.get("reason")), checked_text(self.end.get("detail", ""), _MAX_DETAIL)


class UnpackingJob(Job):
    """Writes the files of a zip into a folder as they come, each under a number of ours."""

    def __init__(self, limits: Limits, folder: Path) -> None:
        super().__init__("application/zip", limits)
        self.files: list[UnpackedFile] = []
        self._folder = folder
        self._left = limits.file_bytes
        self._open: BinaryIO | None = None

    def take(self, untrusted: dict[str, Any], binary: bytes) -> NoTextReason | None:
        """Take one frame; the sum of bytes is watched here too. Raises WireError when it is malformed."""
        if "end" in untrusted:
            return super().take(untrusted, binary)
        if "file" in untrusted:
            self.close()
            name = checked_text(untrusted["file"], _MAX_NAME)
            self.files.append(UnpackedFile(name, self._folder / f"{len(self.files) + 1:05}"))
            self._open = self.files[-1].path.open("wb")
        if self._open is None or not ("file" in untrusted or untrusted.get("more") is True):
            raise WireError("content without a file")
        self._left -= len(binary)
        if self._left < 0 or len(self.files) > _MAX_FILES:
            return NoTextReason.SIZE_LIMIT
        self._open.write(binary)
        return None

    def close(self) -> None:
        if self._open is not None:
            self._open.close()
