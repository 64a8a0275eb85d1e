"""What is found is looked at beside the list, and handed on: an address that asks for rights, a citation that lasts."""

from __future__ import annotations

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support import expected_conditions as shown
from selenium.webdriver.support.ui import WebDriverWait

from tests.api.house import PASSWORD
from tests.browsing import PATIENCE_SECONDS, browser_tests, complaints, set_width, sign_in, visit
from tests.e2e.conftest import Ward

pytestmark = browser_tests
DRAWN = "const image = arguments[0]; return !image.hidden && image.complete && image.naturalWidth > 0"


def test_the_page_that_was_found_shows_beside_the_list(ward: Ward, shared_browser: webdriver.Chrome) -> None:
    browser = shared_browser
    sign_in(browser, ward.address, "auditor", PASSWORD)
    set_width(browser, 1440, 1000)
    visit(browser, f"{ward.address}/search?q=nghi+quyet+thang+3+nam+2022")
    first, second = browser.find_elements(By.CSS_SELECTOR, ".hits [data-preview]")[:2]
    for item in (first, second):
        item.find_element(By.CSS_SELECTOR, ".hit-title").send_keys(Keys.SHIFT)  # which moves the focus there
        image = browser.find_element(By.CSS_SELECTOR, "#preview img")
        WebDriverWait(browser, PATIENCE_SECONDS).until(lambda driver: driver.execute_script(DRAWN, image))  # noqa: B023
        assert str(image.get_attribute("src")).endswith(str(item.get_attribute("data-preview")))
        title = browser.find_element(By.CSS_SELECTOR, ".preview-title").text
        assert title == item.find_element(By.CSS_SELECTOR, ".hit-title").text
    assert complaints(browser) == []


def test_address_and_citation_are_copied(ward: Ward, shared_browser: webdriver.Chrome) -> None:
    browser, record_id = shared_browser, ward.records["issued 2022"]
    browser.execute_cdp_cmd(
        "Browser.grantPermissions", {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    )
    sign_in(browser, ward.address, "auditor", PASSWORD)
    set_width(browser, 360)
    visit(browser, f"{ward.address}/records/{record_id}")
    copied = {}
    for field in ("share-link", "share-citation"):
        told = browser.find_element(By.ID, "share-told")
        browser.execute_script("arguments[0].textContent = ''", told)
        browser.find_element(By.CSS_SELECTOR, f"[data-copies={field}]").click()
        WebDriverWait(browser, PATIENCE_SECONDS).until(shown.text_to_be_present_in_element((By.ID, "share-told"), "Đã"))
        copied[field] = browser.execute_async_script("navigator.clipboard.readText().then(arguments[0])")
    assert copied["share-link"] == f"{ward.address}/records/{record_id}"
    entry = ward.house.archive.retrieve.record(
        ward.house.archive.accounts.actor_with_token(ward.house.tokens["auditor"], "web"), record_id
    )
    for part in ("Nghị quyết 12-NQ/CB", "05/03/2022", "trang 1", record_id, entry.record.files[0].sha512[:16]):
        assert part in copied["share-citation"]


def test_the_address_that_was_handed_on_asks_for_rights(ward: Ward, shared_browser: webdriver.Chrome) -> None:
    browser, record_id = shared_browser, ward.records["issued 2022"]
    where = f"{ward.address}/records/{record_id}"
    browser.delete_all_cookies()
    visit(browser, where)
    assert "/sign-in" in browser.current_url
    sign_in(browser, ward.address, "secretary_b", PASSWORD)
    visit(browser, where)
    assert browser.find_elements(By.CSS_SELECTOR, ".record") == []
    assert "12-NQ/CB" not in browser.page_source
