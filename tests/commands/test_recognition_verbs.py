"""A machine that gets Tesseract later: at the command line, from the scan that waits to the one that is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.extraction.scan import recognition_ready
from tests.commands.terminal import Terminal
from tests.extraction.papers import RESOLUTION, page_image, pdf_of_images


@pytest.mark.needs_ocr
@pytest.mark.skipif(not recognition_ready(), reason="Tesseract with vie is not installed")
def test_a_scan_waits_for_tesseract_and_is_then_found(terminal: Terminal, tmp_path: Path) -> None:
    scan = pdf_of_images(tmp_path / "quét.pdf", page_image(*RESOLUTION, "Chi bộ trồng hoa hướng dương.", width=900))
    without = {"PATH": str(tmp_path / "no programs here")}
    (receipt,) = terminal.json("deposit", scan, "--unit", "CB-A", "--title", "Bản quét", env=without)
    assert terminal.run("worker", "--once", env=without).exit_code == 0
    assert "without text: needs_ocr 1." in terminal.run("search", "huong duong", env=without).output
    (answer,) = terminal.json("search", "huong duong", env=without)
    assert answer["total"] == 0
    assert answer["completeness"]["without_text"] == [{"reason": "needs_ocr", "count": 1}]
    assert f"{receipt['id']} waiting 0/1" in terminal.run("index", "status", env=without).output

    assert terminal.run("worker", "--once").exit_code == 0
    assert terminal.json("search", "huong duong")[0]["total"] == 0  # Tesseract has come, and nobody has asked yet
    asked = terminal.run("index", "retry", "--reason", "ocr")
    assert (asked.exit_code, asked.output) == (0, "1 record queued.\n")
    assert terminal.run("worker", "--once").exit_code == 0
    (answer,) = terminal.json("search", "huong duong")
    assert [hit["id"] for hit in answer["hits"]] == [receipt["id"]]
    assert answer["completeness"]["without_text"] == []
    assert terminal.json("index", "retry", "--reason", "ocr") == [{"queued": 0}]
