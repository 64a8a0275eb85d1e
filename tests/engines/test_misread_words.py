"""Misread words of scans: they find the scan, later than what was read well, and change nothing for known text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.engines.whoosh.index import WhooshIndex
from indexer.model import IndexDocument, PageText, TextSource
from tests.contracts.index_contract import a_document, ask, found

KNOWN = (
    a_document("well", "Công trình", "Nghị quyết về nước sạch cho thôn Châu Giang"),
    a_document("half", "Công trình", "Nghị quyết về đường làng"),
    a_document("bare", "Công trình", "nghi quyet nuoc sach"),
)


def a_page(record_id: str, text: str, source: TextSource) -> IndexDocument:
    return a_document(record_id, "Bản quét", pages=(PageText(1, text, source, 0.8),))


@pytest.fixture
def indexed(tmp_path: Path) -> Callable[..., WhooshIndex]:
    def build(*documents: IndexDocument) -> WhooshIndex:
        index = WhooshIndex(tmp_path / str(len(list(tmp_path.iterdir()))))
        index.rebuild(documents)
        return index

    return build


def test_a_scan_is_found_by_words_that_were_misread(indexed: Callable[..., WhooshIndex]) -> None:
    index = indexed(*KNOWN, a_page("scan", "Nghl quyêl vể nước sạch", TextSource.OCR))
    for text in ("nghị quyết nước sạch", "nghi quyet nuoc sach"):
        answer = ask(index, text)
        ids = [hit.record_id for hit in answer.hits]
        assert "scan" in ids
        assert ids.index("well") < ids.index("scan") < ids.index("half")
    assert found(index, "quyết") == found(index, "quyết", limit=10)
    assert "scan" in found(index, "quyết")


def test_known_text_with_the_same_faults_is_not(indexed: Callable[..., WhooshIndex]) -> None:
    index = indexed(*KNOWN, a_page("typed", "Nghl quyêl vể", TextSource.LAYER))
    assert "typed" not in found(index, "quyết")


def test_known_text_keeps_its_scores_to_the_last_bit(indexed: Callable[..., WhooshIndex]) -> None:
    """Beside a scan whose misread words look like those asked for, and beside one whose look like nothing."""
    alike, unlike = (
        indexed(*KNOWN, a_page("scan", text, TextSource.OCR))
        for text in ("nghl quyêl nuởk sarh", "xxkz xpkz xpxp pxkd")
    )
    for text in ("nghị quyết nước sạch", "nghi quyet", "nước sạch thôn Châu Giang", '"nghị quyết"', "quyết"):
        scores = [
            [(hit.record_id, hit.score) for hit in ask(index, text).hits if hit.record_id != "scan"]
            for index in (alike, unlike)
        ]
        assert scores[0] == scores[1]
        assert scores[0]


def test_what_is_not_wanted_is_meant_to_the_letter(indexed: Callable[..., WhooshIndex]) -> None:
    index = indexed(*KNOWN, a_page("scan", "Nghl quyêl nước sạch", TextSource.OCR))
    assert "scan" in found(index, "nước -quyết")
    assert "well" not in found(index, "nước -quyết")
