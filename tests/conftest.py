"""In CI a test that needs a real server, browser or program must run: skipping it is a failure."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest

NEEDS = ("needs_s3", "needs_postgres", "needs_browser", "needs_ocr", "needs_node")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    needed = [name for name in NEEDS if item.get_closest_marker(name)]
    if report.skipped and needed and os.environ.get("CI"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI although it is marked {', '.join(needed)}: {report.longrepr}"
    return report
