"""The cell secretary's stories, on a phone: finding without marks, after a merger, by number, with a camera, and alone
without scripts."""

from __future__ import annotations

from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support import expected_conditions as shown
from selenium.webdriver.support.ui import WebDriverWait

from tests.api.house import PASSWORD
from tests.browsing import PATIENCE_SECONDS, browser_tests, chromium, press, set_width, sign_in
from tests.e2e.conftest import LEADS, Ward

pytestmark = browser_tests


@pytest.fixture
def phone(ward: Ward, shared_browser: webdriver.Chrome) -> webdriver.Chrome:
    """The new secretary's phone, signed in, at the first page."""
    sign_in(shared_browser, ward.address, "moi", PASSWORD)
    set_width(shared_browser, 360, 740)
    return shared_browser


def asked(browser: webdriver.Chrome, text: str) -> list[str]:
    """Type the words into the one box and send them; the hits as they read."""
    box = browser.find_element(By.ID, "q")
    box.clear()
    box.send_keys(text, Keys.ENTER)
    WebDriverWait(browser, PATIENCE_SECONDS).until(shown.presence_of_element_located((By.CSS_SELECTOR, ".hits li")))
    return [hit.text for hit in browser.find_elements(By.CSS_SELECTOR, ".hits > li")]


def test_the_issued_resolution_first_and_the_draft_marked(ward: Ward, phone: webdriver.Chrome) -> None:
    hits = asked(phone, "nghi quyet thang 3 nam 2022")
    first = phone.find_element(By.CSS_SELECTOR, ".hits .hit-title")
    assert ward.records["issued 2022"] in str(first.get_attribute("href"))
    assert "Dự thảo" not in hits[0]
    (draft,) = [hit for hit in hits if f"{LEADS} 2022" in hit and "Dự thảo" in hit]
    assert hits.index(draft) > 0
    press(phone, first)
    image = WebDriverWait(phone, PATIENCE_SECONDS).until(
        shown.presence_of_element_located((By.CSS_SELECTOR, "img.page"))
    )
    WebDriverWait(phone, PATIENCE_SECONDS).until(
        lambda browser: browser.execute_script("return arguments[0].complete && arguments[0].naturalWidth > 0", image)
    )


def test_papers_of_a_cell_that_is_no_more(phone: webdriver.Chrome) -> None:
    hits = asked(phone, "duong lien thon")
    assert "Chi bộ thôn Châu Giang" in hits[0]
    assert "12-NQ/CB" in hits[0]


def test_one_number_of_three_terms(phone: webdriver.Chrome) -> None:
    hits = asked(phone, "số 12-NQ/CB")
    for year in ("2018", "2022", "2025"):
        assert any(f"{LEADS} {year}" in hit for hit in hits)


def test_what_the_own_cell_lacks_is_on_the_first_page(ward: Ward, phone: webdriver.Chrome) -> None:
    phone.get(ward.address)
    standing = phone.find_element(By.CSS_SELECTOR, ".standing")
    assert "Chi bộ Tổ dân phố Yên Thịnh" in standing.text
    assert "Còn thiếu" in standing.text
    press(phone, standing.find_element(By.CSS_SELECTOR, ".due a"))
    WebDriverWait(phone, PATIENCE_SECONDS).until(shown.url_contains("/completeness/slot"))


def test_reading_and_searching_need_no_scripts(ward: Ward, tmp_path: Path) -> None:
    with chromium(tmp_path, scripts=False) as browser:
        sign_in(browser, ward.address, "moi", PASSWORD)
        asked(browser, "nghi quyet thang 3 nam 2022")
        press(browser, browser.find_element(By.CSS_SELECTOR, ".hits .hit-title"))
        image = WebDriverWait(browser, PATIENCE_SECONDS).until(
            shown.presence_of_element_located((By.CSS_SELECTOR, "img.page"))
        )
        WebDriverWait(browser, PATIENCE_SECONDS).until(lambda _: image.size["height"] > 300)
        assert browser.find_element(By.LINK_TEXT, "Tải về").get_attribute("href")
