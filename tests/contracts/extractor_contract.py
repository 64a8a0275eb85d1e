"""What every Extractor promises. A test class inherits this and gives the extractor as a fixture."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.errors import ExtractionFailed
from indexer.model import Limits, NoTextReason
from indexer.ports import Extractor

PDF = "application/pdf"


class ExtractorContract:
    """Inherit and provide the fixtures `extractor` and `paper` (a two-page PDF that says "Nghị quyết")."""

    def test_detects_by_content_and_not_by_name(self, extractor: Extractor, paper: Path, tmp_path: Path) -> None:
        disguised = tmp_path / "ảnh.jpg"
        disguised.write_bytes(paper.read_bytes())
        assert extractor.detect(disguised) == PDF

    def test_detects_nothing_in_noise(self, extractor: Extractor, tmp_path: Path) -> None:
        noise = tmp_path / "paper.pdf"
        noise.write_bytes(b"\xfe\x01\x9c\x80\x07" * 400)
        assert extractor.detect(noise) == "application/octet-stream"
        noise.write_bytes(b"")
        assert extractor.detect(noise) == "application/octet-stream"

    def test_extracts_pages(self, extractor: Extractor, paper: Path) -> None:
        answer = extractor.extract(paper, PDF)
        assert [page.number for page in answer.pages] == [1, 2]
        assert answer.page_count == 2
        assert "Nghị quyết" in answer.pages[0].text
        assert answer.no_text is None
        assert answer.media_type == PDF

    def test_damage_is_an_answer(self, extractor: Extractor, tmp_path: Path) -> None:
        broken = tmp_path / "broken.pdf"
        broken.write_bytes(b"%PDF-1.7\n" + b"\x00\xff" * 500)
        answer = extractor.extract(broken, PDF)
        assert answer.no_text is NoTextReason.DAMAGED
        assert answer.pages == ()

    def test_an_empty_file_is_an_answer(self, extractor: Extractor, tmp_path: Path) -> None:
        (tmp_path / "empty").write_bytes(b"")
        assert extractor.extract(tmp_path / "empty", PDF).no_text is NoTextReason.EMPTY

    def test_an_unknown_type_is_an_answer(self, extractor: Extractor, paper: Path) -> None:
        assert extractor.extract(paper, "application/x-unheard-of").no_text is NoTextReason.UNSUPPORTED

    def test_limits_of_a_call_hold(self, extractor: Extractor, paper: Path) -> None:
        assert extractor.extract(paper, PDF, Limits(file_bytes=100)).no_text is NoTextReason.SIZE_LIMIT
        cut = extractor.extract(paper, PDF, Limits(pages=1))
        assert [page.number for page in cut.pages] == [1]
        assert "size_limit" in cut.detail
        assert extractor.extract(paper, PDF).no_text is None

    def test_renders_a_page(self, extractor: Extractor, paper: Path) -> None:
        plain = extractor.render_page(paper, PDF, 1, 400)
        marked = extractor.render_page(paper, PDF, 1, 400, ("nghi quyet",))
        assert plain.startswith(b"\x89PNG")
        assert plain != marked

    def test_past_the_last_page(self, extractor: Extractor, paper: Path) -> None:
        for page in (0, 3):
            with pytest.raises(IndexError):
                extractor.render_page(paper, PDF, page, 400)

    def test_what_cannot_be_rendered(self, extractor: Extractor, tmp_path: Path) -> None:
        broken = tmp_path / "broken.pdf"
        broken.write_bytes(b"%PDF-1.7 nothing")
        with pytest.raises(ExtractionFailed) as caught:
            extractor.render_page(broken, PDF, 1, 400)
        assert caught.value.reason is NoTextReason.DAMAGED
