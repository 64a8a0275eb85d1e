"""Every page by keyboard alone: Tab reaches each link, button and field, and shows where it stands."""

from __future__ import annotations

import pytest
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from tests.api.house import PASSWORD
from tests.browsing import browser_tests, come_as, set_width, visit
from tests.pages.addresses import PAGES
from tests.pages.furnished import Furnished

pytestmark = browser_tests
# Marks each place that can be worked at, and each that the keyboard came to and showed.
MARK = """
const worked = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
window.reached = new Set();
window.unseen = [];
document.addEventListener("focusin", ({ target }) => {
  window.reached.add(target);
  const look = getComputedStyle(target);
  const ring = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0;
  if (!ring && look.boxShadow === "none") window.unseen.push(target.outerHTML.slice(0, 120));
});
window.wanted = [...document.querySelectorAll(worked)].filter((each) =>
  !each.disabled && each.tabIndex >= 0 && each.checkVisibility({ checkVisibilityCSS: true, visibilityProperty: true }));
return window.wanted.length;
"""
LEFT = """
const group = (each) => each.type === "radio" ? [...document.getElementsByName(each.name)] : [each];
return window.wanted.filter((each) => !group(each).some((one) => window.reached.has(one)))
  .map((each) => each.outerHTML.slice(0, 120));
"""
_TABS_AT_ONCE = 25


@pytest.mark.parametrize("person", sorted({page.person for page in PAGES}), ids=lambda person: person or "stranger")
def test_tab_reaches_everything(address: str, furnished: Furnished, browser: webdriver.Chrome, person: str) -> None:
    come_as(browser, address, person, PASSWORD)
    set_width(browser, 1280)
    wrong: list[str] = []
    for page in (page for page in PAGES if page.person == person):
        where = address + page.path.format(**furnished.known)
        # A window that becomes active only now gives focus before it draws the ring: what is wrong is so twice.
        amiss = _amiss(browser, where) and _amiss(browser, where)
        wrong += [f"{page.name}: {each}" for each in amiss]
    assert not wrong, "\n".join(wrong)


def _amiss(browser: webdriver.Chrome, where: str) -> list[str]:
    """What Tab does not come to on a page, and what does not show that it came."""
    visit(browser, where)
    wanted = browser.execute_script(MARK)
    for begin in range(0, wanted + _TABS_AT_ONCE, _TABS_AT_ONCE):
        ActionChains(browser).send_keys(Keys.TAB * min(_TABS_AT_ONCE, wanted + 10 - begin)).perform()
    left, unseen = browser.execute_script(LEFT), browser.execute_script("return window.unseen")
    return [f"not reached: {each}" for each in left] + [f"no sign of focus: {each}" for each in unseen]
