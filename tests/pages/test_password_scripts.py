"""What scripts add to signing in: showing a password, judging a new one, leaving every tab."""

from __future__ import annotations

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support import expected_conditions as shown
from selenium.webdriver.support.ui import WebDriverWait

from tests.api.house import PASSWORD
from tests.browsing import PATIENCE_SECONDS, browser_tests, press, sign_in, visit

pytestmark = browser_tests


def test_a_password_is_shown_by_keyboard_and_hidden_again(address: str, browser: webdriver.Chrome) -> None:
    browser.delete_all_cookies()
    visit(browser, f"{address}/sign-in")
    field = browser.find_element(By.ID, "password")
    field.send_keys("mot cau")
    field.send_keys(Keys.TAB)
    box = browser.switch_to.active_element
    assert box.get_attribute("type") == "checkbox"
    box.send_keys(Keys.SPACE)
    assert field.get_attribute("type") == "text"
    box.send_keys(Keys.SPACE)
    assert field.get_attribute("type") == "password"
    assert field.get_attribute("value") == "mot cau"


def test_beside_a_new_password_stands_what_the_archive_would_say(address: str, browser: webdriver.Chrome) -> None:
    sign_in(browser, address, "newcomer", PASSWORD)
    field = browser.find_element(By.ID, "new")
    waiting = WebDriverWait(browser, PATIENCE_SECONDS)
    said = (By.CSS_SELECTOR, "form.card [role=status]")
    field.send_keys("matkhau123456789")
    waiting.until(shown.text_to_be_present_in_element(said, "dễ đoán"))
    weak = float(browser.find_element(By.TAG_NAME, "meter").get_attribute("value") or 0)
    field.clear()
    field.send_keys("con trâu gặm cỏ ven đê")
    waiting.until(shown.text_to_be_present_in_element(said, "Kho nhận mật khẩu này"))
    assert weak < 8 <= float(browser.find_element(By.TAG_NAME, "meter").get_attribute("value") or 0)


def test_who_signs_out_in_one_tab_leaves_nothing_in_the_others(address: str, browser: webdriver.Chrome) -> None:
    sign_in(browser, address, "secretary_b", PASSWORD)
    visit(browser, f"{address}/account")
    left = browser.current_window_handle
    browser.switch_to.new_window("tab")
    try:
        visit(browser, f"{address}/")
        press(browser, browser.find_element(By.CSS_SELECTOR, "form[action='/sign-out'] button"))
        browser.switch_to.window(left)
        WebDriverWait(browser, PATIENCE_SECONDS).until(shown.url_contains("/sign-in"))
        assert "secretary_b" not in browser.page_source
    finally:
        for handle in browser.window_handles:
            if handle != left:
                browser.switch_to.window(handle)
                browser.close()
        browser.switch_to.window(left)
