"""Debian's Chromium without a window, and a person at it: signs in, opens pages, looks what they asked for."""

from __future__ import annotations

import json
import logging
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support import expected_conditions as shown
from selenium.webdriver.support.ui import WebDriverWait
from werkzeug.serving import make_server

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
PATIENCE_SECONDS = 60

browser_tests = [
    pytest.mark.needs_browser,
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="Debian's chromium and chromium-driver are not installed"),
]
_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--window-size=1280,1000",
)


@contextmanager
def chromium(folder: Path, *, scripts: bool = True, language: str = "vi") -> Iterator[webdriver.Chrome]:
    """A browser with a profile of its own below the folder; downloads go to folder/downloads."""
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for flag in (*_FLAGS, f"--user-data-dir={folder / 'profile'}", f"--lang={language}"):
        options.add_argument(flag)
    preferences: dict[str, object] = {"download.default_directory": str(folder / "downloads")}
    if not scripts:
        preferences["profile.managed_default_content_settings.javascript"] = 2
    options.add_experimental_option("prefs", preferences)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
    # Without it a window is active only some time after it opened, and :focus holds of nothing until then.
    driver.execute_cdp_cmd("Emulation.setFocusEmulationEnabled", {"enabled": True})
    try:
        yield driver
    finally:
        driver.quit()


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The application behind a port of loopback; gives its address."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        serving.join()


def sign_in(browser: webdriver.Chrome, address: str, login: str, password: str) -> None:
    """Sign in through the form, in a browser that forgets who was signed in before."""
    browser.delete_all_cookies()
    browser.get(f"{address}/sign-in")
    browser.find_element(By.ID, "login").send_keys(login)
    browser.find_element(By.ID, "password").send_keys(password)
    press(browser, browser.find_element(By.CSS_SELECTOR, "form.card button"))
    WebDriverWait(browser, PATIENCE_SECONDS).until_not(shown.url_contains("/sign-in"))


def come_as(browser: webdriver.Chrome, address: str, login: str, password: str) -> None:
    """Sign in, or with no name be a stranger whom nobody signed in."""
    if login:
        sign_in(browser, address, login, password)
    else:
        browser.delete_all_cookies()


def visit(browser: webdriver.Chrome, where: str) -> None:
    """Open a page and wait until its scripts have run; on a busy machine `get` comes back before that."""
    with another_page(browser):
        browser.get(where)


def press(browser: webdriver.Chrome, leads_on: WebElement) -> None:
    """Click a link, or a button that sends its form, and wait for the page that answers as `visit` does."""
    with another_page(browser):
        leads_on.click()


@contextmanager
def another_page(browser: webdriver.Chrome) -> Iterator[None]:
    """Do what leads to another page, then wait until it stands there and its scripts have run."""
    browser.execute_script("window.left = true")
    yield
    loaded = "return !window.left && performance.getEntriesByType('navigation')[0]?.loadEventEnd > 0"
    # Asked between two pages Chromium may answer with an error of its own instead of a value.
    waiting = WebDriverWait(browser, PATIENCE_SECONDS, ignored_exceptions=[WebDriverException])
    waiting.until(lambda driver: driver.execute_script(loaded))


def set_width(browser: webdriver.Chrome, width: int, height: int = 900) -> None:
    """Lay pages out as on a screen so many CSS pixels wide; a window itself cannot be as narrow as a phone."""
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def overflow(browser: webdriver.Chrome) -> list[str]:
    """What reaches beyond the right edge of the page, as tags with classes; empty when nothing does."""
    found: list[str] = browser.execute_script(
        """
        const wide = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= wide) return [];
        return [...document.querySelectorAll("main *, header *")]
          .filter((each) => each.getBoundingClientRect().right > wide + 1 && !each.closest(".wide-table, nav"))
          .map((each) => `${each.tagName} ${each.className}`).slice(0, 8);
        """
    )
    return found


def complaints(browser: webdriver.Chrome) -> list[str]:
    """What the browser complained of since it was last asked: errors of scripts, refused styles, missing files."""
    return [entry["message"] for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]  # type: ignore[no-untyped-call]


def asked_for(browser: webdriver.Chrome) -> list[str]:
    """The addresses requested since it was last asked."""
    messages = (json.loads(entry["message"])["message"] for entry in browser.get_log("performance"))  # type: ignore[no-untyped-call]
    return [
        message["params"]["request"]["url"] for message in messages if message["method"] == "Network.requestWillBeSent"
    ]
