"""The first page is light: less than 100 kB in all for a secretary with an empty cache."""

from __future__ import annotations

from pathlib import Path

import pytest
from selenium.webdriver.support.ui import WebDriverWait

from tests.api.house import PASSWORD
from tests.browsing import PATIENCE_SECONDS, browser_tests, chromium, set_width, sign_in

pytestmark = browser_tests
MOST_BYTES = 100_000
LOADED = "return performance.getEntriesByType('navigation')[0].loadEventEnd > 0"
TRANSFERRED = """
return [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .map((each) => each.transferSize);
"""


@pytest.mark.parametrize("person", ["secretary_a", "archivist", "auditor", "leader"])
def test_the_first_page_is_light(address: str, tmp_path: Path, person: str) -> None:
    with chromium(tmp_path) as browser:
        sign_in(browser, address, person, PASSWORD)
        set_width(browser, 360)
        browser.execute_cdp_cmd("Network.setCacheDisabled", {"cacheDisabled": True})
        browser.get(address)
        WebDriverWait(browser, PATIENCE_SECONDS).until(lambda driver: driver.execute_script(LOADED))
        sizes: list[int] = browser.execute_script(TRANSFERRED)
    assert len(sizes) >= 3
    assert all(sizes), f"something came out of a cache: {sizes}"
    assert sum(sizes) < MOST_BYTES
