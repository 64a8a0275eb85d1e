"""Every page in a real browser, in both languages, on a phone, a tablet and a desk, and with letters twice as large on
the phone: nothing sticks out, nothing is refused by the policy, nothing is asked of another host, and axe-core finds no
fault."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver

from tests.api.house import PASSWORD
from tests.browsing import asked_for, browser_tests, come_as, complaints, overflow, set_width, visit
from tests.pages.addresses import PAGES, Page
from tests.pages.furnished import Furnished

AXE = Path(__file__).parents[1] / "node" / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = PHONE, TABLET, DESK = 360, 768, 1440
LETTERS = "document.documentElement.style.fontSize = arguments[0]"
UNFOLD = "for (const each of document.querySelectorAll('details')) each.open = true"
RUN_AXE = """
const done = arguments[arguments.length - 1];
axe.run(document).then(done, (error) => done({error: `${error}`}));
"""

pytestmark = [
    *browser_tests,
    pytest.mark.needs_node,
    pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: run make test once, with npm"),
]


@pytest.mark.parametrize("person", sorted({page.person for page in PAGES}), ids=lambda person: person or "stranger")
def test_pages_hold(address: str, furnished: Furnished, browser: webdriver.Chrome, person: str) -> None:
    come_as(browser, address, person, PASSWORD)
    wrong: list[str] = []
    for language, width in (("vi", PHONE), ("en", DESK)):
        browser.get(f"{address}/language/{language}?next=/sign-in")
        complaints(browser)
        asked_for(browser)
        for page in PAGES:
            if page.person == person:
                set_width(browser, width)
                visit(browser, address + page.path.format(**furnished.known))
                wrong += [f"{page.name} ({language}): {each}" for each in said_of(browser, address, page)]
    assert not wrong, "\n".join(wrong)


def said_of(browser: webdriver.Chrome, address: str, page: Page) -> list[str]:
    """Everything that is wrong with the page that is open."""
    said = [f"axe {fault}" for fault in faults(browser)]
    for width in WIDTHS:
        set_width(browser, width)
        said += [f"{width} px: sticks out: {each}" for each in overflow(browser)]
    set_width(browser, PHONE)
    browser.execute_script(LETTERS, "200%")
    said += [f"letters twice as large: sticks out: {each}" for each in overflow(browser)]
    browser.execute_script(LETTERS, "")
    own_status = f"status of {page.status}"
    said += [f"complaint: {each}" for each in complaints(browser) if own_status not in each]
    elsewhere = [each for each in asked_for(browser) if not each.startswith((address, "data:", "blob:"))]
    return said + [f"asked of another host: {each}" for each in elsewhere]


def faults(browser: webdriver.Chrome) -> list[str]:
    """What axe-core finds when everything that folds is open, each with the first place it is at."""
    browser.execute_script(UNFOLD)
    browser.execute_script(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = browser.execute_async_script(RUN_AXE)
    assert "error" not in found, found
    return [f"{each['id']}: {each['help']} at {each['nodes'][0]['html'][:200]}" for each in found["violations"]]
